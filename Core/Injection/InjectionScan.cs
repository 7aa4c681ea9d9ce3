using BotBottle.Core.Scan;

namespace BotBottle.Core.Injection;

/// <summary>
/// Searches for phrases of prompt injection in a text in pieces of any size. Two phrases of different kinds within <see cref="Near"/> characters make it an
/// attack; any other phrase is only reported. Distances count folded characters (letters in one case, a run of white space as one) from the end of one phrase
/// to the start of the other; they are 0 where the phrases touch or overlap. A filter checks the first three bytes of phrases at 32 places at once; from a
/// candidate on the scan takes one step per byte. It uses no memory besides its state.
/// <para>This is a signal and no barrier: paraphrased injections are not detected. Routes limit what a persuaded agent can do.</para>
/// </summary>
public sealed class InjectionScan : IByteSink
{
    /// <summary>The largest distance at which two phrases of different kinds count together.</summary>
    public const int Near = 500;

    private const long Never = long.MinValue / 2;
    private const int Places = 256;

    private readonly PhraseAutomaton _automaton = PhraseAutomaton.Instance;
    private int _state;
    private bool _isWhite;
    private long _characters;
    private long _disclosureEnd = Never;
    private long _jailbreakEnd = Never;
    private string? _disclosure;
    private string? _jailbreak;

    /// <summary>The kinds found so far.</summary>
    public InjectionKinds Found { get; private set; }

    /// <summary>True if two phrases of different kinds were near each other. The scan then ignores the rest.</summary>
    public bool IsAttack { get; private set; }

    /// <summary>The finding in words, with the last phrase of each kind, which are those of the attack; empty without one.</summary>
    public string InWords() => (_disclosure, _jailbreak) switch
    {
        (null, null) => "",
        ({ } one, { } other) => $"phrases of prompt injection {(IsAttack ? "close together" : "far apart")} (\"{other}\", \"{one}\")",
        _ => $"a phrase of prompt injection (\"{_disclosure ?? _jailbreak}\")",
    };

    /// <summary>Scans the next bytes of the text.</summary>
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

    /// <summary>Resets the scan for another text.</summary>
    public void Reset()
    {
        (_state, _isWhite, _characters) = (0, false, 0);
        (_disclosureEnd, _jailbreakEnd) = (Never, Never);
        (_disclosure, _jailbreak) = (null, null);
        (Found, IsAttack) = (InjectionKinds.None, false);
    }

    // Continues a phrase that began at a place, or in an earlier piece, until no phrase is open but perhaps in the last two bytes, which the filter checks
    // again.
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

    // Ends come in order, so the last phrase of the other kind is the nearest.
    private bool Take(PhraseAutomaton.Accept accept, long end)
    {
        if (accept.Disclosure is { } disclosure)
        {
            Found |= InjectionKinds.Disclosure;
            IsAttack |= end - disclosure.Length - _jailbreakEnd <= Near;
            (_disclosure, _disclosureEnd) = (disclosure, end);
        }
        if (accept.Jailbreak is { } jailbreak)
        {
            Found |= InjectionKinds.Jailbreak;
            IsAttack |= end - jailbreak.Length - _disclosureEnd <= Near;
            (_jailbreak, _jailbreakEnd) = (jailbreak, end);
        }
        return IsAttack;
    }
}

/// <summary>Kinds of phrases in a text.</summary>
[Flags]
public enum InjectionKinds
{
    /// <summary>No phrase.</summary>
    None = 0,

    /// <summary>A phrase that asks for confidential instructions.</summary>
    Disclosure = 1,

    /// <summary>A phrase that tells a model to ignore its instructions.</summary>
    Jailbreak = 2,
}
