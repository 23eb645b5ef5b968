"use strict";
// What the pages need beyond links and forms: dropped files, live progress, charts,
// texts copied to the clipboard, forms that are sent once.

function watchJob(card) {
  const bar = card.querySelector("progress");
  const words = card.querySelector("[data-words]");
  const stream = new EventSource(card.dataset.events);
  stream.addEventListener("progress", (event) => {
    const now = JSON.parse(event.data);
    words.textContent = now.total
      ? `${now.state}：${now.done}/${now.total}`
      : now.state;
    if (now.total) {
      bar.max = now.total;
      bar.value = now.done;
    }
  });
  stream.addEventListener("over", () => {
    stream.close();
    window.location.reload();
  });
}

function watchDrop(zone) {
  const form = zone.closest("form");
  const input = form.querySelector("input[type=file]");
  const words = form.querySelector("[data-upload-words]");
  const bar = form.querySelector("progress");

  function send(files) {
    if (!files.length) return;
    const data = new FormData(form);
    data.delete(input.name);
    for (const file of files) data.append(input.name, file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", form.getAttribute("action"));  // an input may be called action
    bar.hidden = false;
    request.upload.addEventListener("progress", (event) => {
      bar.max = event.total;
      bar.value = event.loaded;
      words.textContent = `正在上传 ${files.length} 个文件……`;
    });
    request.addEventListener("load", () => {
      if (request.status < 400) window.location.assign(request.responseURL);
      else words.textContent = wordsOf(request);
    });
    request.addEventListener("error", () => {
      words.textContent = "没有传上去：文件太大，或工作台已经结束。";
    });
    request.send(data);
  }

  for (const name of ["dragover", "dragenter"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    filesOf(event.dataTransfer).then(send);
  });
  input.addEventListener("change", () => send([...input.files]));
}

function wordsOf(request) {
  const kind = request.getResponseHeader("Content-Type") || "";
  if (kind.startsWith("text/plain")) return request.responseText;
  const shown = new DOMParser().parseFromString(request.responseText, "text/html");
  const notice = shown.querySelector(".notice");
  return notice ? notice.textContent : "没有收下，请再试一次。";
}

async function filesOf(transfer) {
  const entries = [...transfer.items]
    .map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry())
    .filter(Boolean);
  if (!entries.length) return [...transfer.files];
  const found = [];
  for (const entry of entries) await addFiles(entry, found);
  return found;
}

async function addFiles(entry, found) {
  if (entry.isFile) {
    found.push(await new Promise((good, bad) => entry.file(good, bad)));
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const part = await new Promise((good, bad) => reader.readEntries(good, bad));
    if (!part.length) return;
    for (const inner of part) await addFiles(inner, found);
  }
}

function drawChart(place) {
  const given = JSON.parse(place.dataset.chart);
  const flat = given.kind === "bars";
  if (flat) place.style.height = `${Math.max(330, given.names.length * 26 + 90)}px`;
  const chart = echarts.init(place, null, { renderer: "svg" });
  const names = { type: "category", data: given.names, axisLabel: { fontSize: 14, interval: 0 } };
  const values = { type: "value", axisLabel: { fontSize: 13 }, scale: !flat };
  const series = {
    type: flat ? "bar" : "line",
    data: given.values,
    barMaxWidth: 26,
    symbolSize: 8,
    lineStyle: { width: 3 },
    label: { show: true, position: flat ? "right" : "top", fontSize: 13 },
  };
  if (given.line !== undefined && given.line !== null) {
    series.markLine = {
      symbol: "none",
      data: [{ xAxis: given.line }],
      label: { formatter: `序时 ${given.line}%`, fontSize: 13, position: "start", distance: 16 },
      lineStyle: { color: "#b3261e", width: 2 },
    };
  }
  if (flat) names.inverse = true;
  chart.setOption({
    color: ["#14508c"],
    animation: false,
    title: { text: given.title, textStyle: { fontSize: 16 } },
    grid: { left: 12, right: 60, top: 46, bottom: 30, containLabel: true },
    tooltip: {},
    xAxis: flat ? values : names,
    yAxis: flat ? names : values,
    series: [series],
  });
  window.addEventListener("resize", () => chart.resize());
}

async function copyText(button) {
  const text = document.getElementById(button.dataset.copy).textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  button.textContent = "已复制";
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-events]").forEach(watchJob);
  document.querySelectorAll(".drop").forEach(watchDrop);
  if (window.echarts) document.querySelectorAll("[data-chart]").forEach(drawChart);
});
document.addEventListener("click", (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) copyText(copy);
  if (event.target.closest("[data-print]")) window.print();
});
document.addEventListener("change", (event) => {
  if (event.target.closest("[data-go]")) event.target.form.submit();
});
document.addEventListener("submit", (event) => {
  const button = event.target.querySelector("button:not([type=button])");
  // after the form's data are gathered: a disabled button would not be among them
  if (button) setTimeout(() => { button.disabled = true; }, 0);
});
