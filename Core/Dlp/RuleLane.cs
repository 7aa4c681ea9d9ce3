using System.Text;
using System.Text.RegularExpressions;
using BotBottle.Core.Settings;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Runs the operator's expressions over blocks of <see cref="Block"/> bytes at fixed places of the text, each with the block behind it: so that what they
/// find does not depend on how the text comes, and their time is linear. Matches of up to <see cref="Block"/> bytes are found; bytes are characters (Latin-1).
/// </summary>
/// <param name="detectors">Whose rules.</param>
/// <param name="findings">Where it goes.</param>
internal sealed class RuleLane(DlpDetectors detectors, FindingQueue findings)
{
    /// <summary>The most bytes of a match that is found for certain.</summary>
    public const int Block = 512;

    private readonly char[] _characters = new char[1 + (2 * Block)];

    /// <summary>All that begins before this place in the text was found. It does not depend on what the text holds.</summary>
    public long Frontier { get; private set; }

    /// <summary>Begins a new text.</summary>
    public void Reset() => Frontier = 0;

    /// <summary>Goes on.</summary>
    /// <param name="window">A part of the text, from one byte before <see cref="Frontier"/> on.</param>
    /// <param name="origin">Where it begins.</param>
    /// <param name="to">Up to where blocks may begin.</param>
    /// <param name="total">How long the text is so far.</param>
    /// <param name="isEnd">Whether that is all.</param>
    public void Scan(ReadOnlySpan<byte> window, long origin, long to, long total, bool isEnd)
    {
        for (; Frontier < to && (isEnd || Frontier + (2 * Block) <= total); Frontier += Block)
        {
            // One character more, by which an expression sees whether a word begins.
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
