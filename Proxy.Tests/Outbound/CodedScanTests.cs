using System.Globalization;
using System.IO.Compression;
using System.Text;
using BotBottle.Core.Dlp;
using BotBottle.Core.Scan;
using BotBottle.Core.Settings;
using BotBottle.Proxy.Outbound;

namespace BotBottle.Proxy.Tests.Outbound;

/// <summary>A small coded piece may decode to a large text; the findings kept for it are limited.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class CodedScanTests
{
    [Test]
    public void A_value_is_reported_once_per_piece()
    {
        using CodedScan scan = Open();
        IReadOnlyList<DlpFinding> found = scan.Append(Gzip(100_000, _ => 7));
        Assert.That((found.Count, scan.Problem), Is.EqualTo((1, (string?)null)));
    }

    [Test]
    public void A_body_with_too_many_values_is_refused()
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
    public void A_body_with_too_many_values_decided_at_its_end_is_refused()
    {
        // An operator's rule that matches often, after a possible beginning of a token: nothing is decided before the end.
        DlpRule four = new("four", "[0-9]{4}", DlpSeverity.Warn);
        using CodedScan scan = CodedScan.Open(
            new DlpDetectors(true, [], [], [four], new byte[32]), ContentCoding.Gzip, new ContentDecoders(DecodeLimits.Default), isDeclared: true);
        string text = string.Concat(Enumerable.Range(0, 3000).Select(i => i.ToString("D4", CultureInfo.InvariantCulture)));
        using MemoryStream coded = new();
        using (GZipStream gzip = new(coded, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.ASCII.GetBytes("eyJ" + text));
        }
        int found = scan.Append(coded.ToArray()).Count + scan.Complete().Count;
        Assert.That((found > CodedScan.MostFindings, scan.Problem), Is.EqualTo(
            (true, $"holds more than {CodedScan.MostFindings} different values that must not leave")));
    }

    /// <summary>A frame of two raw blocks (RFC 8878 section 3.1.1): the secret is split between them at each place, and the frame at each byte.</summary>
    [Test]
    public void A_secret_in_two_blocks_of_zstd_is_found_at_every_split()
    {
        if (ZstdLibrary.Instance is null)
        {
            Assert.Ignore("no libzstd on this machine");
        }
        const string secret = "correct-horse-battery-42";
        DlpDetectors detectors = new(true, [new KnownSecret("TOKEN", secret)], [], [], new byte[32]);
        byte[] text = Encoding.ASCII.GetBytes($"{{\"value\":\"{secret}\"}}");
        for (int block = 1; block < text.Length; block++)
        {
            byte[] frame = [0x28, 0xB5, 0x2F, 0xFD, 0x20, (byte)text.Length, .. Block(text[..block], isLast: false), .. Block(text[block..], isLast: true)];
            for (int piece = 1; piece < frame.Length; piece++)
            {
                using CodedScan scan = CodedScan.Open(detectors, ContentCoding.Zstd, new ContentDecoders(DecodeLimits.Default), isDeclared: true);
                int found = scan.Append(frame.AsSpan(0, piece)).Count + scan.Append(frame.AsSpan(piece)).Count + scan.Complete().Count;
                Assert.That((found, scan.Problem), Is.EqualTo((1, (string?)null)), $"blocks at {block}, pieces at {piece}");
            }
        }

        static byte[] Block(byte[] bytes, bool isLast) => [(byte)((bytes.Length << 3) | (isLast ? 1 : 0)), (byte)(bytes.Length >> 5), 0, .. bytes];
    }

    private static CodedScan Open() =>
        CodedScan.Open(new DlpDetectors(true, [], [], [], new byte[32]), ContentCoding.Gzip, new ContentDecoders(DecodeLimits.Default), isDeclared: true);

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
