using System.Text;
using BotBottle.Core.Providers;

namespace BotBottle.Core.Usage;

/// <summary>Adds the facts of a call that its path holds: in some dialects the model is there.</summary>
public static class PathFacts
{
    /// <summary>The facts with those of the path. Bedrock obeys the path alone; a model in the body would only name another one in the ledger.</summary>
    /// <param name="facts">The facts of the body.</param>
    /// <param name="call">The class of the call.</param>
    /// <param name="path">The canonical path.</param>
    public static RequestFacts Add(RequestFacts facts, CallClass call, string path)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return call.Format is CallFormat.BedrockConverse or CallFormat.BedrockInvoke ? AddBedrock(facts, BedrockPath.ModelOf(path))
            : facts.Model is null ? facts with { Model = GeminiPath.ModelOf(path) } : facts;
    }

    private static RequestFacts AddBedrock(RequestFacts facts, string? model)
    {
        facts = facts with { Model = model is null ? null : PlainText.From(Encoding.UTF8.GetBytes(model), MaxModel) };
        return BedrockPath.IsStoredPrompt(model)
            ? facts with { HiddenInput = true, IsUnbounded = true, Tools = [.. facts.Tools, ToolFinder.StoredPrompt] }
            : facts;
    }

    // The longest that the SDK accepts.
    private const int MaxModel = 2048;
}
