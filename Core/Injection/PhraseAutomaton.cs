using BotBottle.Core.Scan;

namespace BotBottle.Core.Injection;

/// <summary>
/// An Aho–Corasick automaton over folded text: letters in lower case, a run of white space as one space. It takes one step per byte for any text. Immutable,
/// one per process.
/// </summary>
internal sealed class PhraseAutomaton
{
    /// <summary>The class of bytes that occur in no phrase.</summary>
    public const int Other = 0;

    /// <summary>The class of white space.</summary>
    public const int Space = 1;

    private const int Classes = 32;

    private readonly byte[] _classes = new byte[256];
    private readonly List<ushort> _next = [.. new ushort[Classes]];
    private readonly List<Accept> _accepts = [default];
    private readonly List<int> _depths = [0];
    private readonly ushort[] _table;
    private readonly Accept[] _accept;
    private readonly int[] _depth;

    private PhraseAutomaton()
    {
        foreach (byte white in " \t\n\v\f\r"u8)
        {
            _classes[white] = Space;
        }
        for (int letter = 0; letter < 26; letter++)
        {
            _classes['a' + letter] = _classes['A' + letter] = (byte)(Space + 1 + letter);
        }
        Add(InjectionPhrases.Disclosure, InjectionKinds.Disclosure);
        Add(InjectionPhrases.Jailbreak, InjectionKinds.Jailbreak);
        Link();
        _table = [.. _next];
        _accept = [.. _accepts];
        _depth = [.. _depths];
        Filter = new NibbleFilter(InjectionPhrases.Disclosure.Concat(InjectionPhrases.Jailbreak).Select(phrase =>
            phrase.Take(NibbleFilter.Bytes).Select(c =>
                (IReadOnlyList<byte>)[.. Enumerable.Range(0, 256).Select(value => (byte)value).Where(value => _classes[value] == _classes[c])]).ToArray()));
    }

    public static PhraseAutomaton Instance { get; } = new();

    /// <summary>Finds the places at which a phrase may begin, by its first three bytes; white space is at most the last of them.</summary>
    public NibbleFilter Filter { get; }

    /// <summary>The class of a byte.</summary>
    public int ClassOf(byte value) => _classes[value];

    /// <summary>The state after a byte of that class; 0 if no phrase is open.</summary>
    public int Step(int state, int kind) => _table[(state * Classes) + kind];

    /// <summary>The phrases that end in a state: the longest one of each kind.</summary>
    public Accept AcceptOf(int state) => _accept[state];

    /// <summary>The number of folded characters in a state's open phrase.</summary>
    public int DepthOf(int state) => _depth[state];

    private void Add(IReadOnlyList<string> phrases, InjectionKinds kind)
    {
        foreach (string phrase in phrases)
        {
            if (phrase.IndexOf(' ', StringComparison.Ordinal) < NibbleFilter.Bytes - 1)
            {
                throw new ArgumentException($"'{phrase}' has no word of {NibbleFilter.Bytes - 1} letters at its beginning");
            }
            int state = 0;
            foreach (char c in phrase)
            {
                int at = (state * Classes) + _classes[c];
                if (_classes[c] == Other)
                {
                    throw new ArgumentException($"'{phrase}' holds more than letters and spaces");
                }
                if (_next[at] == 0)
                {
                    _next[at] = (ushort)_accepts.Count;
                    _next.AddRange(new ushort[Classes]);
                    _accepts.Add(default);
                    _depths.Add(_depths[state] + 1);
                }
                state = _next[at];
            }
            _accepts[state] = _accepts[state].With(kind, phrase);
        }
    }

    // Adds the failure links to the table, breadth first, so that a shorter state is complete before a longer one uses it.
    private void Link()
    {
        int[] fails = new int[_accepts.Count];
        Queue<int> open = new(_next.Take(Classes).Where(state => state != 0).Select(state => (int)state));
        while (open.TryDequeue(out int state))
        {
            _accepts[state] = _accepts[state].With(_accepts[fails[state]]);
            for (int kind = 0; kind < Classes; kind++)
            {
                int at = (state * Classes) + kind;
                ushort instead = _next[(fails[state] * Classes) + kind];
                if (_next[at] == 0)
                {
                    _next[at] = instead;
                }
                else
                {
                    fails[_next[at]] = instead;
                    open.Enqueue(_next[at]);
                }
            }
        }
    }

    /// <summary>The phrases that end in a state.</summary>
    /// <param name="Disclosure">The longest of that kind; null for none.</param>
    /// <param name="Jailbreak">The same for the other kind.</param>
    internal readonly record struct Accept(string? Disclosure, string? Jailbreak)
    {
        public bool IsNone => Disclosure is null && Jailbreak is null;

        public Accept With(InjectionKinds kind, string phrase) => With(kind == InjectionKinds.Disclosure ? new Accept(phrase, null) : new Accept(null, phrase));

        public Accept With(Accept other) => new(Longer(Disclosure, other.Disclosure), Longer(Jailbreak, other.Jailbreak));

        private static string? Longer(string? one, string? other) => (other?.Length ?? 0) > (one?.Length ?? 0) ? other : one;
    }
}
