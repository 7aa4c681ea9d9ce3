using System.Text;
using BotBottle.Core.Dlp;

namespace BotBottle.Bench.Corpus;

/// <summary>Scans whole texts as the proxy does with the body of a request: with the default detectors, in pieces as they arrive.</summary>
internal static class TextScan
{
    private const int PieceBytes = 64 * 1024;
    private const int ShownBytes = 60;
    private const int ShownHead = 4;

    // The key of fingerprints is fixed, so that equal values of two files count as one.
    private static readonly DlpDetectors Detectors = new(true, [], [], [], new byte[32]);

    /// <summary>All findings in a text.</summary>
    public static IReadOnlyList<DlpFinding> Findings(ReadOnlySpan<byte> text)
    {
        DlpScan scan = Detectors.Rent();
        List<DlpFinding> found = [];
        for (int at = 0; at < text.Length; at += PieceBytes)
        {
            found.AddRange(scan.Append(text.Slice(at, Math.Min(PieceBytes, text.Length - at))));
        }

        found.AddRange(scan.Complete());
        Detectors.Return(scan);
        return found;
    }

    /// <summary>
    /// A form of a finding that shows its shape without its value: the first bytes, then <c>A</c> for a capital, <c>a</c> for a small letter and <c>9</c> for
    /// a digit.
    /// </summary>
    public static string Shape(ReadOnlySpan<byte> text, DlpFinding finding)
    {
        int length = Math.Min(finding.Length, ShownBytes);
        ReadOnlySpan<byte> value = text.Slice((int)finding.Start, length);
        StringBuilder shape = new();
        for (int i = 0; i < value.Length; i++)
        {
            char c = (char)value[i];
            shape.Append(i < ShownHead && char.IsAsciiLetterOrDigit(c) ? c
                : char.IsAsciiLetterUpper(c) ? 'A'
                : char.IsAsciiLetterLower(c) ? 'a'
                : char.IsAsciiDigit(c) ? '9'
                : c is > ' ' and < '\u007f' ? c : '.');
        }

        return finding.Length > length ? $"{shape}… ({finding.Length} bytes)" : shape.ToString();
    }

    /// <summary>The number of the line of a place.</summary>
    public static int Line(ReadOnlySpan<byte> text, long at) => text[..(int)at].Count((byte)'\n') + 1;
}
