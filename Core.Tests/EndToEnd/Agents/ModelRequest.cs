using System.Text.Json.Nodes;

namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>What a model call says, whatever its format.</summary>
/// <param name="Model">The model that it names.</param>
/// <param name="Tools">The tools that it declares, by name; the value is the declaration, in which nested tools are told too.</param>
/// <param name="Messages">The conversation.</param>
/// <param name="AnswerSchema">The JSON schema that the answer must have; null where any text will do.</param>
internal sealed record ModelRequest(
    string Model, IReadOnlyDictionary<string, string> Tools, IReadOnlyList<ModelMessage> Messages, JsonObject? AnswerSchema = null)
{
    /// <summary>
    /// Where the prompt that is to be answered stands: the last of the user's messages that brings no result of a tool, or that holds a task beside one. What
    /// else stands beside a result is the agent's own reminder.
    /// </summary>
    /// <param name="isTask">Whether a text holds a task.</param>
    public int PromptAt(Func<string, bool> isTask) =>
        Messages.ToList().FindLastIndex(message => message.IsUser && message.Text.Length > 0 && (message.Results.Count == 0 || isTask(message.Text)));

    /// <summary>What the tools answered after a message, in order.</summary>
    public IReadOnlyList<string> ResultsAfter(int message) => [.. Messages.Skip(message + 1).SelectMany(later => later.Results)];
}
