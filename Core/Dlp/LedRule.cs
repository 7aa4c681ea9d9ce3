namespace BotBottle.Core.Dlp;

/// <summary>
/// A format with a mark soon after its start: a few bytes of a set, the mark, and the body. A finding begins with the mark, because the bytes before it may
/// have left; its value includes them.
/// </summary>
/// <param name="Id">The id for configuration and logs.</param>
/// <param name="Reason">The description for a refusal.</param>
/// <param name="Prefixes">The marks.</param>
/// <param name="Body">The bytes behind the mark.</param>
/// <param name="Min">The minimum number of these bytes.</param>
/// <param name="Source">The source.</param>
internal sealed record LedRule(string Id, string Reason, string Prefixes, TokenCharset Body, int Min, string Source)
    : TokenRule(Id, Reason, Prefixes, Body, Min, Source)
{
    /// <summary>The bytes before the mark.</summary>
    public required TokenCharset Lead { get; init; }

    /// <summary>The minimum number of bytes before the mark.</summary>
    public required int LeadMin { get; init; }

    /// <summary>The maximum number of bytes before the mark.</summary>
    public required int LeadMax { get; init; }

    /// <summary>A word that may be directly before them, as in a path; empty for none.</summary>
    public string Word { get; init; } = "";

    public override bool Anywhere { get; init; } = true;

    public override TokenMatch Judge(ReadOnlySpan<byte> text, int at, int prefix, bool isEnd, TokenRuns runs)
    {
        TokenMatch match = base.Judge(text, at, prefix, isEnd, runs);
        return match.Outcome == TokenOutcome.Yes ? match with { Value = -LeadAt(text, at) } : match;
    }

    public override bool MayBegin(ReadOnlySpan<byte> text, int at)
    {
        int lead = LeadAt(text, at);
        int first = at - lead;
        return lead >= LeadMin && (!TokenEdge.IsInWord(text, first) || (Word.Length > 0 && EndsWithWord(text[..first])));
    }

    private int LeadAt(ReadOnlySpan<byte> text, int at)
    {
        int lead = 0;
        while (lead < LeadMax && lead < at && Lead.Contains(text[at - lead - 1]))
        {
            lead++;
        }

        return lead;
    }

    private bool EndsWithWord(ReadOnlySpan<byte> before)
    {
        for (int i = 1; i <= Word.Length; i++)
        {
            if (before.Length < i || before[^i] != Word[^i])
            {
                return false;
            }
        }

        return true;
    }
}
