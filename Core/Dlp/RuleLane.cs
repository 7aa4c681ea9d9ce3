using System.Text;
using System.Text.RegularExpressions;
using BotBottle.Core.Settings;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Runs the operator's expressions over blocks of <see cref="Block"/> bytes at fixed places of the text, each with the block after it. The pieces of the text
/// therefore do not change the matches, and the time is linear. It finds matches of up to <see cref="Block"/> bytes; bytes are characters (Latin-1).
/// </summary>
/// <param name="detectors">The detectors with the rules.</param>
/// <param name="findings">Receives the matches.</param>
internal sealed class RuleLane(DlpDetectors detectors, FindingQueue findings)
{
    /// <summary>The longest match in bytes that is always found.</summary>
    public const int Block = 512;

    private readonly char[] _characters = new char[1 + (2 * Block)];

    /// <summary>All matches that begin before this place are found. It does not depend on the content.</summary>
    public long Frontier { get; private set; }

    /// <summary>Resets the lane for a new text.</summary>
    public void Reset() => Frontier = 0;

    /// <summary>Scans the next part of the text.</summary>
    /// <param name="window">A part of the text, from one byte before <see cref="Frontier"/> on.</param>
    /// <param name="origin">The place of the window's first byte.</param>
    /// <param name="to">The end of the range in which blocks may begin.</param>
    /// <param name="total">The length of the text so far.</param>
    /// <param name="isEnd">True at the end of the whole text.</param>
    public void Scan(ReadOnlySpan<byte> window, long origin, long to, long total, bool isEnd)
    {
        for (; Frontier < to && (isEnd || Frontier + (2 * Block) <= total); Frontier += Block)
        {
            // Includes one character before, so that an expression can see a word boundary.
            long from = Math.Max(0, Frontier - 1);
            int begin = (int)(from - origin);
            int length = (int)(Math.Min(total, Frontier + (2 * Block)) - from);
            Encoding.Latin1.GetChars(window.Slice(begin, length), _characters);
            foreach ((DlpRule rule, Regex expression) in detectors.Rules)
            {
                foreach (ValueMatch match in expression.EnumerateMatches(_characters.AsSpan(0, length), (int)(Frontier - from)))
                {
                    long start = from + match.Index;
                    if (start >= Frontier + Block)
                    {
                        break;
                    }

                    if (match.Length > 0)
                    {
                        int at = begin + match.Index;
                        findings.AddRule(start, rule, window.Slice(at, match.Length), TextBefore.Of(window[..at], start));
                    }
                }
            }
        }
    }
}
