"""What is looked for on a page: all rules of axe, and what axe does not measure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.visitor import OVERLAID, overflow, violations

DESKTOP, ZOOMED, PHONE, NARROW = (1366, 768), (683, 384), (390, 844), (320, 568)
"""A desktop, the same at 200 %, a phone, and the narrowest that WCAG 1.4.10 knows."""
LOOKS: tuple[tuple[tuple[int, int], Literal["light", "dark"]], ...] = (
    *((DESKTOP, "light"), (PHONE, "dark")),
    *((DESKTOP, "dark"), (PHONE, "light")),
)
AXE = """
async (only) => {
  const rules = { "target-size": { enabled: true } };
  const options = { resultTypes: ["violations"], rules };
  if (only) options.runOnly = { type: "rule", values: only };
  return (await axe.run(options)).violations.flatMap((one) => one.nodes.map((node) =>
    [one.impact, one.id, node.target.join(" "), node.html.slice(0, 200)]));
}
"""
# Moved to by the keyboard, a part must be seen: nothing sticky lies over its middle, of
# a link in two lines over that of the first.
COVERED = """
() => {
  const seen = (part) => {
    part.focus();
    const box = part.getClientRects()[0];
    if (document.activeElement !== part || !box?.width || !box.height) return true;
    const x = box.left + Math.min(box.width, innerWidth) / 2;
    const top = document.elementFromPoint(x, box.top + box.height / 2);
    return !top || top === part || part.contains(top) || top.contains(part)
      || top.closest("label")?.control === part;
  };
  const stops = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const parts = [...document.querySelectorAll(stops)].filter((one) =>
    one.checkVisibility() && !one.disabled
    && one.tabIndex >= 0 && !one.classList.contains("btn-check"));
  const hidden = parts.filter((one) => !seen(one)).slice(0, 3);
  scrollTo(0, 0);
  return hidden.map((one) => one.outerHTML.slice(0, 160));
}
"""
WIDEST = """
() => [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5
    && !one.parentElement.closest(".yp-scroll"))
  .map((one) => one.outerHTML.slice(0, 120)).slice(-3).join("; ")
"""
TOO_SMALL = """
() => {
  const small = [...document.querySelectorAll("body *")].filter((part) =>
    [...part.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
    && part.checkVisibility() && parseFloat(getComputedStyle(part).fontSize) < 12);
  return small.slice(0, 3).map((one) => one.outerHTML.slice(0, 160));
}
"""
_axe = Axe()


def findings(page: Page) -> Iterator[tuple[str, str, str]]:
    """(severity, rule, where) of everything found in both themes at four widths.

    All rules are asked on the desktop in light and on the phone in dark; in the other
    theme only colours can be different.
    """
    page.evaluate(_axe.axe_script)
    for number, (size, scheme) in enumerate(LOOKS):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        only = ["color-contrast"] if number > 1 else None
        for impact, rule, target, html in page.evaluate(AXE, only):
            yield impact, rule, f"{size[0]} {scheme} {target} {html}"
        if number < 2:
            for html in page.evaluate(COVERED):
                yield "serious", "focus-covered", f"{size[0]} {html}"
    for size in (DESKTOP, ZOOMED, PHONE, NARROW):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        if (px := overflow(page)) > 0:
            wide = page.evaluate(WIDEST)
            yield "serious", "sideways", f"{size[0]}: {px} px too wide: {wide}"
        for both in page.evaluate(OVERLAID):
            yield "serious", "overlaid", f"{size[0]}: {both}"
    for html in page.evaluate(TOO_SMALL):
        yield "moderate", "text-below-12px", html
    for said in violations(page):
        yield "serious", "policy", said


def told(found: dict[str, list[tuple[str, str, str]]]) -> str:
    """A table: per rule how often and where first."""
    rules: dict[tuple[str, str], list[str]] = {}
    for page, some in found.items():
        for impact, rule, where in some:
            rules.setdefault((impact, rule), []).append(f"{page}: {where}")
    lines: list[Any] = []
    for (impact, rule), where in sorted(rules.items()):
        lines += [f"{impact} {rule}: {len(where)}", *(f"    {one}" for one in where)]
    return "\n".join(lines)
