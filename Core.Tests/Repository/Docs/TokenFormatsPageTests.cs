using System.Globalization;
using System.Text;
using BotBottle.Core.Dlp;
using BotBottle.Core.Tests.Core.Dlp;

namespace BotBottle.Core.Tests.Repository.Docs;

/// <summary>docs/token-formats.md is the table of the rows as the code has it. With BOT_BOTTLE_WRITE_DOCS=1 the test writes the page.</summary>
public sealed class TokenFormatsPageTests
{
    private const string Page = "docs/token-formats.md";

    [Test]
    public void The_page_is_the_table_of_the_rows()
    {
        string page = Render();
        if (Environment.GetEnvironmentVariable("BOT_BOTTLE_WRITE_DOCS") == "1")
        {
            File.WriteAllText(Path.Combine(RepositoryTree.Root, Page), page);
        }

        Assert.That(RepositoryTree.Read(Page), Is.EqualTo(page));
    }

    private static string Render()
    {
        StringBuilder page = new();
        page.Append(CultureInfo.InvariantCulture, $"""
            # Token formats

            Each row is a format that [outbound scanning](scanning.md) finds: {TokenRules.All.Count} rows with {TokenRules.All.Sum(rule => rule.Literals.Length)} prefixes or marks. `TokenFormatsPageTests` writes this page out of the code.

            - *edge*: the token begins behind a byte that is no letter, digit, `-` or `_`, and not inside of unbroken or wrapped random Base64. *anywhere*: a checksum or a decoded structure proves the token, also inside of a longer word. *own*: the rule has a test of its own for what comes before.
            - *Bytes* is the number of bytes behind the prefix. *`x` at n* asks for that character behind n of these bytes. *n before, m behind* counts the bytes on both sides of a mark.
            - *Source* is where the shape was read, and when. *From memory*: that source was not opened when the row was written.
            - *Noise* is the number of findings that the shape alone lets expect in a GB (10^9 bytes) of random Base64, in a GB of Base64 in lines of 76, and in a GB of minified code (`TokenNoise`). In base64url, hex, Base32 and lists of UUIDs no row reaches 0.0001, except where the tests say so.

            | row | begins with, or mark | bytes | proof | Base64 | lines of 76 | code | source |
            |---|---|---|---|---|---|---|---|

            """);
        foreach (TokenRule rule in TokenRules.All)
        {
            string bytes = rule.IsPlain ? $"{(rule.Exact ? "" : "≥ ")}{rule.Min}" : "";
            page.Append(CultureInfo.InvariantCulture, $"| {rule.Id} | {Prefixes(rule)} | {bytes} ");
            page.Append(CultureInfo.InvariantCulture, $"| {Proof(rule)} | {Rate(TokenNoise.InBase64(rule))} | {Rate(TokenNoise.InLines(rule, 76))} ");
            page.Append(CultureInfo.InvariantCulture, $"| {Rate(TokenNoise.InCode(rule))} | {rule.Source} |\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"| sum | | | | {Rate(TokenRules.All.Sum(TokenNoise.InBase64))} ");
        page.Append(CultureInfo.InvariantCulture, $"| {Rate(TokenRules.All.Sum(rule => TokenNoise.InLines(rule, 76)))} ");
        page.Append(CultureInfo.InvariantCulture, $"| {Rate(TokenRules.All.Sum(TokenNoise.InCode))} | |\n");
        return page.ToString();
    }

    private static string Prefixes(TokenRule rule) => string.Join(' ', rule.Literals.Select(prefix => $"`{Encoding.ASCII.GetString(prefix)}`"));

    private static string Proof(TokenRule rule)
    {
        List<string> parts = [rule is LedRule or MarkedRule or { IsPlain: false } ? "own" : rule.Anywhere ? "anywhere" : "edge"];
        if (rule.Check is { } check)
        {
            parts.Add(check.Method.Name switch
            {
                nameof(TokenChecks.Uuid) => "UUID",
                nameof(TokenChecks.Mixed) => "3 digits and letters",
                nameof(TokenChecks.Digit) => "a digit",
                nameof(TokenChecks.MixedCase) => "mixed cases and digits",
                nameof(TokenChecks.MixedCaseDigits) => "mixed cases and 2 digits",
                nameof(TokenChecks.MixedLetters) => "mixed cases",
                nameof(TokenChecks.NoExample) => "no `EXAMPLE`",
                nameof(TokenChecks.DigitNoExample) => "a digit, no `EXAMPLE`",
                nameof(TokenChecks.ClickUp) => "a number and `_`",
                nameof(TokenChecks.AuthressAccount) => "`.acc_` or `.acc-`",
                _ => "CRC-32",
            });
        }

        if (rule.Mark is { } mark)
        {
            parts.Add($"`{(char)mark.Value}` at {mark.Index}");
        }

        if (rule is MarkedRule marked)
        {
            parts.Add($"{marked.Before} before, {marked.After} behind{(marked.Tail.Length > 0 ? $", `{marked.Tail}`" : "")}");
        }

        return string.Join(", ", parts);
    }

    private static string Rate(double rate) => rate < 1e-9 ? "0" : rate.ToString("0e0", CultureInfo.InvariantCulture);
}
