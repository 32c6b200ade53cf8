// Everything works without this file; it only makes pages nicer.
// The design system draws hidden and revealed parts only when these classes are set.
document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();
