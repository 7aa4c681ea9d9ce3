using System.Globalization;
using System.IO.Compression;
using System.Text;
using BotBottle.Core.Dlp;
using BotBottle.Core.Scan;
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
