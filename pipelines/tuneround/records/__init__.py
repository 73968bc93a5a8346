"""The JSON that lies in the bucket and between processes: one model for each kind of object."""
