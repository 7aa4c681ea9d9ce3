using BotBottle.Core.Dlp;

namespace BotBottle.Core.Tests.Core.Dlp;

/// <summary>
/// Measures how often harmless files match: <c>DLP_CORPUS=/usr/share:/some/node_modules dotnet test --filter FalsePositive</c> prints the matches per MB by
/// rule.
/// </summary>
[Category("Long")]
public sealed class FalsePositiveTests
{
    private const int MaxFile = 16 << 20;
    private const double MostHitsByMegabyte = 0.5;

    [Test]
    public void Harmless_files_rarely_match()
    {
        string folders = Environment.GetEnvironmentVariable("DLP_CORPUS") ?? "/usr/share";
        DlpDetectors detectors = new(true, [], [], [], new byte[32]);
        EnumerationOptions everything = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        Dictionary<string, (int Hits, List<string> Examples)> byRule = [];
        long bytes = 0;
        foreach (string file in folders.Split(':').SelectMany(folder => Directory.EnumerateFiles(folder, "*", everything)))
        {
            if (new FileInfo(file) is { Length: > 0 and < MaxFile, LinkTarget: null } && TryRead(file) is { } content)
            {
                bytes += content.Length;
                foreach (DlpFinding finding in detectors.Scan(content))
                {
                    (int hits, List<string> examples) = byRule.GetValueOrDefault(finding.Rule, (0, []));
                    examples.Add($"{file}:{finding.Start} {finding.Context}");
                    byRule[finding.Rule] = (hits + 1, examples);
                }
            }
        }

        double megabytes = bytes / 1e6;
        foreach ((string rule, (int hits, List<string> examples)) in byRule.OrderByDescending(one => one.Value.Hits))
        {
            TestContext.Out.WriteLine($"{rule}: {hits} hits, {hits / megabytes:F4} a MB\n  {string.Join("\n  ", examples.Take(5))}");
        }

        TestContext.Out.WriteLine($"{byRule.Sum(one => one.Value.Hits) / megabytes:F4} hits a MB in {megabytes:N0} MB");
        Assert.That(byRule.Sum(one => one.Value.Hits) / megabytes, Is.LessThan(MostHitsByMegabyte));
    }

    private static byte[]? TryRead(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null; // a file that only its owner may read does not belong to the corpus
        }
    }
}
