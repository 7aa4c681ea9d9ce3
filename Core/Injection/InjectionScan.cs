using BotBottle.Core.Scan;

namespace BotBottle.Core.Injection;

/// <summary>
/// Looks for phrases of prompt injection in a text that comes in any pieces. Two of different kinds within <see cref="Near"/> characters make it an attack; any
/// other is a remark. Distances are counted in folded characters (letters in one case, a run of white space as one), from the end of the one to the start of the
/// other, 0 where they touch or overlap. The first three bytes of phrases are looked for 32 places at a time, and one step a byte is made from there on; no memory beside the state.
/// <para>A signal, no barrier: who rewords is not seen. What an agent may do because it was persuaded is the routes' to bound.</para>
/// </summary>
public sealed class InjectionScan : IByteSink
{
    /// <summary>How far two phrases of different kinds may be apart to count together.</summary>
    public const int Near = 500;

    private const long Never = long.MinValue / 2;
    private const int Places = 256;

    private readonly PhraseAutomaton _automaton = PhraseAutomaton.Instance;
    private int _state;
    private bool _isWhite;
    private long _characters;
    private long _disclosureEnd = Never;
    private long _jailbreakEnd = Never;

    /// <summary>What kinds were found so far.</summary>
    public InjectionKinds Found { get; private set; }

    /// <summary>Whether two of different kinds were near each other. Then nothing more is looked at.</summary>
    public bool IsAttack { get; private set; }

    /// <summary>The next bytes of the text.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (IsAttack)
        {
            return;
        }
        Span<int> places = stackalloc int[Places];
        int counted = 0;
        int at = _state == 0 ? 0 : Follow(bytes, 0, ref counted);
        while (at < bytes.Length && !IsAttack)
        {
            int count = _automaton.Filter.Collect(bytes, at, bytes.Length, places, out int next);
            foreach (int place in places[..count])
            {
                if (place >= at && !IsAttack)
                {
                    at = Follow(bytes, place, ref counted);
                }
            }
            at = Math.Max(at, next);
        }
        _characters += FoldedCharacters.Count(bytes[counted..], ref _isWhite);
    }

    /// <summary>Begins another text.</summary>
    public void Reset()
    {
        (_state, _isWhite, _characters) = (0, false, 0);
        (_disclosureEnd, _jailbreakEnd) = (Never, Never);
        (Found, IsAttack) = (InjectionKinds.None, false);
    }

    // Goes on from what was begun at a place, or in an earlier piece, to where no phrase is begun but perhaps by the last two bytes: from there the filter sees for itself.
    private int Follow(ReadOnlySpan<byte> bytes, int place, ref int counted)
    {
        int state = _state;
        int last = state != 0 && _isWhite ? PhraseAutomaton.Space : PhraseAutomaton.Other;
        for (int at = place; at < bytes.Length; at++)
        {
            int kind = _automaton.ClassOf(bytes[at]);
            if (kind == PhraseAutomaton.Space && last == kind)
            {
                continue;
            }
            last = kind;
            state = _automaton.Step(state, kind);
            int depth = _automaton.DepthOf(state);
            if (depth < NibbleFilter.Bytes && at + 1 - depth > place)
            {
                _state = 0;
                return at + 1 - depth;
            }
            if (_automaton.AcceptOf(state) is { IsNone: false } accept)
            {
                _characters += FoldedCharacters.Count(bytes[counted..(at + 1)], ref _isWhite);
                counted = at + 1;
                if (Take(accept, _characters))
                {
                    break;
                }
            }
        }
        _state = state;
        return bytes.Length;
    }

    // Ends come in order, so that of the other kind's phrases the last one is the nearest.
    private bool Take(PhraseAutomaton.Accept accept, long end)
    {
        if (accept.Disclosure > 0)
        {
            Found |= InjectionKinds.Disclosure;
            IsAttack |= end - accept.Disclosure - _jailbreakEnd <= Near;
            _disclosureEnd = end;
        }
        if (accept.Jailbreak > 0)
        {
            Found |= InjectionKinds.Jailbreak;
            IsAttack |= end - accept.Jailbreak - _disclosureEnd <= Near;
            _jailbreakEnd = end;
        }
        return IsAttack;
    }
}

/// <summary>What kinds of phrases a text holds.</summary>
[Flags]
public enum InjectionKinds
{
    /// <summary>Nothing of either kind.</summary>
    None = 0,

    /// <summary>It speaks of what a model is told in confidence.</summary>
    Disclosure = 1,

    /// <summary>It tells a model to leave its instructions.</summary>
    Jailbreak = 2,
}
