namespace BotBottle.Core.Budgets;

/// <summary>
/// The usual output per call, learned from calls whose usage is exact: a moving mean over about 16 calls of a model. A new model starts from the mean of its
/// provider, and a new provider from 1,024 tokens. The figure never falls below 256, so that many tiny responses do not shrink the holds of long ones. Not safe
/// for several threads.
/// </summary>
public sealed class UsualOutput
{
    /// <summary>The figure before the first call: a turn of a coding agent.</summary>
    public const long Default = 1024;

    /// <summary>The smallest figure.</summary>
    public const long Floor = 256;

    // Agents choose the model names: beyond this many, a new model uses its provider's figures.
    private const int MostModels = 1024;

    private const int Calls = 16;

    private readonly Dictionary<(string Provider, string? Model), (double Mean, long Most)> _known = [];

    /// <summary>The tokens that a call to a model usually writes.</summary>
    public long Of(string provider, string? model) =>
        Find(provider, model) is { } known ? Math.Max(Floor, (long)Math.Ceiling(known.Mean)) : Default;

    /// <summary>The largest output seen in one call to the model, or to its provider if the model is new; 0 before the first call.</summary>
    public long MostOf(string provider, string? model) => Find(provider, model)?.Most ?? 0;

    /// <summary>Records the output of a call; zero tokens mean no response and change nothing.</summary>
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
