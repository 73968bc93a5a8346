// Draws the plots of #content in the colours of the page, and again when its theme changes.
const { texts, plots } = JSON.parse(document.getElementById("content").textContent);
const CONFIG = {
  responsive: true,
  displaylogo: false,
  modeBarButtons: [["toImage", "zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "resetScale2d"]],
};
const theme = matchMedia("(prefers-color-scheme: dark)");
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

function traceOf(series, plot, named) {
  const isNew = !named.has(series.name);
  named.add(series.name);
  return {
    x: series.x,
    y: series.edge ? series.trials.map(() => (plot.minimize ? 1 : 0)) : series.y,
    yaxis: series.edge ? "y2" : "y",
    text: series.trials.map((trial) => texts[trial]),
    hovertemplate: series.line ? "%{text}<br>%{y} at step %{x}<extra></extra>" : "%{text}<extra></extra>",
    name: series.name,
    legendgroup: series.name,
    showlegend: isNew,
    cliponaxis: false,
    mode: series.line ? "lines" : "markers",
    line: { color: colour(series.colour), dash: series.dash, width: 1.4 },
    marker: {
      color: colour(series.colour), symbol: series.symbol, size: 9,
      line: { width: series.edge ? 2 : 0.6, color: colour(series.edge ? series.colour : "paper") },
    },
  };
}

function layoutOf(plot) {
  const axis = { gridcolor: colour("grid"), zerolinecolor: colour("grid"), linecolor: colour("muted"), exponentformat: "power" };
  return {
    xaxis: { ...axis, type: plot.x, title: { text: plot.x_title }, categoryarray: plot.categories },
    yaxis: { ...axis, type: plot.y, title: { text: plot.y_title } },
    yaxis2: { overlaying: "y", range: [0, 1], visible: false, fixedrange: true },
    font: { color: colour("muted"), family: getComputedStyle(document.body).fontFamily, size: 13 },
    paper_bgcolor: colour("paper"),
    plot_bgcolor: colour("paper"),
    hoverlabel: { align: "left", bgcolor: colour("raised"), font: { color: colour("ink") } },
    legend: { orientation: "h", yref: "container", y: 0, yanchor: "bottom" },
    margin: { l: 70, r: 16, t: 36, b: 100 },
    hovermode: "closest",
  };
}

function draw() {
  plots.forEach((plot, number) => {
    const named = new Set();
    const traces = plot.series.map((series) => traceOf(series, plot, named));
    Plotly.react(`plot-${number}`, traces, layoutOf(plot), CONFIG);
  });
}

plots.forEach((plot, number) => {
  const heading = document.createElement("h2");
  heading.textContent = plot.title;
  const place = document.createElement("div");
  place.id = `plot-${number}`;
  place.className = "plot";
  document.getElementById("plots").append(heading, place);
});
theme.addEventListener("change", draw);
draw();
