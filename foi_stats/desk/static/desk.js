"use strict";
// Comforts; the desk does all it does without them.

for (const drop of document.querySelectorAll("[data-drop]")) {
  const input = drop.querySelector("input[type=file]");
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (event.dataTransfer.files.length === 1) {
      input.files = event.dataTransfer.files;
      input.focus();
    }
  });
}

const making = document.querySelector("[data-making]");
if (making) {
  fetch(making.dataset.making).then(() => location.reload(), () => {});
}

if (!CSS.supports("scroll-initial-target", "nearest")) {
  for (const sheet of document.querySelectorAll(".behind .sheet")) {
    const cell = sheet.querySelector(".marked");
    if (cell) sheet.scrollLeft = cell.offsetLeft - sheet.clientWidth / 2;
  }
}
