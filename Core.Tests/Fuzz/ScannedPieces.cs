using BotBottle.Core.Dlp;

namespace BotBottle.Fuzz;

/// <summary>Scans a text in pieces as a caller must: bytes that are not held have been sent and must not belong to a later finding.</summary>
internal static class ScannedPieces
{
    /// <summary>The findings of a text, for any division.</summary>
    /// <exception cref="Finding">A byte left before its finding was reported.</exception>
    public static IReadOnlyList<DlpFinding> Scan(DlpDetectors detectors, IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        DlpScan scan = detectors.Rent();
        List<DlpFinding> findings = [];
        long gone = 0;
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            Take(scan.Append(piece.Span));
            long cleared = scan.Total - scan.Held;
            Finding.Unless(cleared >= gone, "a byte that had left is held");
            Finding.Unless(scan.Held <= DlpScan.MaxHeld, $"{scan.Held} bytes are held");
            Finding.Unless(
                scan.Held >= Math.Min(scan.Total, detectors.ConstantTail), $"{scan.Held} bytes are held of {scan.Total}: less than the constant tail");
            gone = cleared;
        }

        Take(scan.Complete());
        Finding.Unless(scan.Held, 0, "held at the end");
        detectors.Return(scan);
        return findings;

        void Take(IReadOnlyList<DlpFinding> found)
        {
            foreach (DlpFinding finding in found)
            {
                Finding.Unless(finding.Start >= gone || finding.Length == 0, $"{finding} began before {gone}, which had left");
                Finding.Unless(findings.Count == 0 || findings[^1].Start <= finding.Start, $"{finding} is out of order");
                findings.Add(finding);
            }
        }
    }
}
