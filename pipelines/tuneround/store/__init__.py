"""S3 through boto3: the names of objects, the bucket, and what a round keeps in it."""
