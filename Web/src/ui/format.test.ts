import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatAgo, formatBytes, formatDate, formatIn, formatMoment } from "./format";

describe("sizes as text", () => {
  it("have three figures at most and a unit", () => {
    const cases: [number, string][] = [
      [0, "0 B"], [1023, "1023 B"], [1024, "1 KiB"], [1_614_807, "1.54 MiB"], [16_148_070, "15.4 MiB"],
      [1_073_741_000, "1 GiB"], [17_179_869_184, "16 GiB"], [165_000_000_000, "154 GiB"],
    ];
    for (const [bytes, text] of cases) assert.equal(formatBytes(bytes, "en"), text);
  });

  it("have the decimal sign of the language", () => {
    assert.equal(formatBytes(1_614_807, "de"), "1,54 MiB");
  });

  it("are written as the language does", () => {
    assert.equal(formatBytes(1_614_807, "de"), "1,54 MiB");
  });

  it("are empty when unknown", () => {
    assert.equal(formatBytes(null, "en"), "");
  });
});

describe("times ago", () => {
  const now = 1_700_000_000;

  it("use the largest fitting unit, and the date for long ago", () => {
    const cases: [number, string][] = [
      [0, "now"], [59, "now"], [61, "1 minute ago"], [3599, "59 minutes ago"], [7300, "2 hours ago"],
      [86_400, "yesterday"], [86_400 * 3, "3 days ago"], [86_400 * 15, formatDate(now - 86_400 * 15, "en")],
    ];
    for (const [age, text] of cases) assert.equal(formatAgo(now - age, now, "en"), text);
  });

  it("use the language of the page", () => {
    const cases: [number, string][] = [
      [0, "jetzt"], [61, "vor 1 Minute"], [300, "vor 5 Minuten"], [86_400, "gestern"], [86_400 * 3, "vor 3 Tagen"],
    ];
    for (const [age, text] of cases) assert.equal(formatAgo(now - age, now, "de"), text);
    assert.equal(formatDate(now, "de"), "14.11.2023");
  });

  it("name calendar days, however late on them the moment was", () => {
    const monday = new Date(2026, 10, 30, 9).getTime() / 1000;
    const at = (day: number, hour: number) => new Date(2026, 10, day, hour).getTime() / 1000;
    assert.equal(formatAgo(at(29, 8), monday, "de"), "gestern");
    assert.equal(formatAgo(at(28, 10), monday, "de"), "vorgestern");
    assert.equal(formatAgo(at(27, 10), monday, "en"), "3 days ago");
    assert.equal(formatAgo(at(29, 10), monday, "en"), "23 hours ago");
  });

  it("of a clock that is a little ahead are now", () => {
    assert.equal(formatAgo(1_005, 1_000, "en"), "now");
  });
});

describe("moments", () => {
  const noon = new Date(2026, 4, 2, 12).getTime() / 1000;
  it("of today need no date", () => {
    assert.equal(formatMoment(noon, "de", noon + 3_600), "12:00");
    assert.equal(formatMoment(noon, "de", noon + 86_400), "02.05.26, 12:00");
  });
});

describe("sizes in another language", () => {
  it("have its decimal sign", () => assert.equal(formatBytes(1_600_000, "de"), "1,53 MiB"));
});

describe("times to come", () => {
  const now = 1_700_000_000;

  it("use the largest fitting unit", () => {
    const cases: [number, string, string][] = [
      [5, "in 1 minute", "in 1 Minute"], [3700, "in 1 hour", "in 1 Stunde"], [86_400 * 12 + 5, "in 12 days", "in 12 Tagen"],
    ];
    for (const [left, english, german] of cases) {
      assert.equal(formatIn(now + left, now, "en"), english);
      assert.equal(formatIn(now + left, now, "de"), german);
    }
  });
});
