namespace BotBottle.Core.Budgets;

/// <summary>
/// What models write in a call, learned from calls whose usage is exact: a moving mean over about 16 calls of a model, of all calls to its provider where the
/// model is new, and 1,024 tokens before the first. It never falls below 256, so that a row of tiny answers does not make the holds of long ones vanish. Not safe for
/// several threads.
/// </summary>
public sealed class UsualOutput
{
    /// <summary>The figure before any call is known: a turn of a coding agent.</summary>
    public const long Default = 1024;

    /// <summary>The least figure.</summary>
    public const long Floor = 256;

    // An agent chooses the names: beyond this many a new one is known by its provider alone.
    private const int MostModels = 1024;

    private const int Calls = 16;

    private readonly Dictionary<(string Provider, string? Model), (double Mean, long Most)> _known = [];

    /// <summary>The tokens that a call to a model usually writes.</summary>
    public long Of(string provider, string? model) =>
        Find(provider, model) is { } known ? Math.Max(Floor, (long)Math.Ceiling(known.Mean)) : Default;

    /// <summary>The most that one call to the model was seen to write, to its provider where the model is new; 0 before the first.</summary>
    public long MostOf(string provider, string? model) => Find(provider, model)?.Most ?? 0;

    /// <summary>A call wrote this many tokens; none is no answer, and teaches nothing.</summary>
    public void Learn(string provider, string? model, long output)
    {
        if (output <= 0)
        {
            return;
        }

        Learn((provider, null), output);
        if (model is not null && (_known.Count < MostModels || _known.ContainsKey((provider, model))))
        {
            Learn((provider, model), output);
        }
    }

    private void Learn((string Provider, string? Model) key, long output) =>
        _known[key] = _known.TryGetValue(key, out (double Mean, long Most) known)
            ? (known.Mean + (output - known.Mean) / Calls, Math.Max(known.Most, output))
            : (output, output);

    private (double Mean, long Most)? Find(string provider, string? model) =>
        _known.TryGetValue((provider, model), out (double Mean, long Most) known) || _known.TryGetValue((provider, null), out known) ? known : null;
}
