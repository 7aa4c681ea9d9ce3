using BotBottle.Core.Scan;

namespace BotBottle.Core.Injection;

/// <summary>
/// Looks for phrases of prompt injection in a text that comes in any pieces. Two of different kinds within <see cref="Near"/> characters make it an attack; any
/// other is a remark. Distances are counted in folded characters (letters in one case, a run of white space as one), from the end of the one to the start of the
/// other, 0 where they touch or overlap. One step a byte, no memory beside the state.
/// <para>A signal, no barrier: who rewords is not seen. What an agent may do because it was persuaded is the routes' to bound.</para>
/// </summary>
public sealed class InjectionScan : IByteSink
{
    /// <summary>How far two phrases of different kinds may be apart to count together.</summary>
    public const int Near = 500;

    private const long Never = long.MinValue / 2;

    private readonly PhraseAutomaton _automaton = PhraseAutomaton.Instance;
    private int _state;
    private int _last;
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
        int state = _state;
        int last = _last;
        long characters = _characters;
        foreach (byte value in bytes)
        {
            int kind = _automaton.ClassOf(value);
            if (kind == PhraseAutomaton.Space && last == kind)
            {
                continue;
            }
            last = kind;
            if ((value & 0xC0) != 0x80)
            {
                characters++; // a continuation byte of UTF-8 begins no character
            }
            state = _automaton.Step(state, kind);
            if (state != 0 && _automaton.AcceptOf(state) is { IsNone: false } accept && Take(accept, characters))
            {
                break;
            }
        }
        (_state, _last, _characters) = (state, last, characters);
    }

    /// <summary>Begins another text.</summary>
    public void Reset()
    {
        (_state, _last, _characters) = (0, 0, 0);
        (_disclosureEnd, _jailbreakEnd) = (Never, Never);
        (Found, IsAttack) = (InjectionKinds.None, false);
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
