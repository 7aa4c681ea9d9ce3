using System.Globalization;
using System.IO.Compression;
using System.Text;
using BotBottle.Core.Dlp;
using BotBottle.Core.Scan;
using BotBottle.Core.Settings;
using BotBottle.Proxy.Bodies;

namespace BotBottle.Proxy.Tests.Bodies;

/// <summary>What a small coded piece decodes to may be large: what is kept of it is bounded.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class CodedScanTests
{
    [Test]
    public void The_same_value_is_told_once_a_piece()
    {
        using CodedScan scan = Open();
        IReadOnlyList<DlpFinding> found = scan.Append(Gzip(100_000, _ => 7));
        Assert.That((found.Count, scan.Problem), Is.EqualTo((1, (string?)null)));
    }

    [Test]
    public void More_values_than_can_be_told_go_no_further()
    {
        using CodedScan scan = Open();
        byte[] body = Gzip(20_000, i => i);
        Assert.That(body, Has.Length.LessThan(200_000));
        IReadOnlyList<DlpFinding> found = scan.Append(body);
        Assert.That(found, Has.Count.EqualTo(CodedScan.MostFindings + 1));
        Assert.That(scan.Problem, Does.Contain("different values"));
        Assert.That(scan.Append([0]), Is.Empty);
    }

    [Test]
    public void They_go_no_further_where_only_the_end_decides_them()
    {
        // A rule of the operator's that matches often, behind what may still become a token: nothing is decided before the end.
        DlpRule four = new("four", "[0-9]{4}", DlpSeverity.Warn);
        using CodedScan scan = CodedScan.Open(new DlpDetectors(true, [], [], [four], new byte[32]), ContentCoding.Gzip, new ContentDecoders(DecodeLimits.Default), isDeclared: true);
        string text = string.Concat(Enumerable.Range(0, 3000).Select(i => i.ToString("D4", CultureInfo.InvariantCulture)));
        using MemoryStream coded = new();
        using (GZipStream gzip = new(coded, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.ASCII.GetBytes("eyJ" + text));
        }
        int found = scan.Append(coded.ToArray()).Count + scan.Complete().Count;
        Assert.That((found > CodedScan.MostFindings, scan.Problem), Is.EqualTo((true, $"holds more than {CodedScan.MostFindings} different values that must not leave")));
    }

    private static CodedScan Open() => CodedScan.Open(new DlpDetectors(true, [], [], [], new byte[32]), ContentCoding.Gzip, new ContentDecoders(DecodeLimits.Default), isDeclared: true);

    private static byte[] Gzip(int tokens, Func<int, int> number)
    {
        using MemoryStream coded = new();
        using (GZipStream gzip = new(coded, CompressionLevel.Optimal))
        {
            for (int i = 0; i < tokens; i++)
            {
                string digits = number(i).ToString("D16", CultureInfo.InvariantCulture);
                gzip.Write(Encoding.ASCII.GetBytes($"token=AKIA{string.Concat(digits.Select(digit => (char)(digit - '0' + 'A')))}\n"));
            }
        }
        return coded.ToArray();
    }
}
