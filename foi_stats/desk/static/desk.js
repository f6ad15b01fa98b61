"use strict";
// Comforts; the desk does all it does without them.

addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload(); // kept by the browser as it was: ask again, for it may have been sent since
});

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

function sayHidden(sheet) {
  const hint = sheet.previousElementSibling;
  if (!hint || !hint.matches("[data-columns]")) return;
  const edge = sheet.getBoundingClientRect().left + sheet.clientLeft + sheet.clientWidth;
  const heads = [...sheet.querySelectorAll("thead th")].filter((head) => !head.matches(".gap"));
  const letter = (head) => head.firstChild.textContent.trim();
  const beyond = heads.filter((head) => head.getBoundingClientRect().right > edge + 1).map(letter);
  const columns = beyond.length > 1 ? `columns ${beyond[0]} to ${beyond.at(-1)}` : `column ${beyond[0]}`;
  hint.textContent = beyond.length ? `Scroll for ${columns} \u2192` : "These are the last of its columns.";
}

for (const sheet of document.querySelectorAll(".sheet")) {
  sheet.addEventListener("scroll", () => sayHidden(sheet), { passive: true });
  new ResizeObserver(() => sayHidden(sheet)).observe(sheet);
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
