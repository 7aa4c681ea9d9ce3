using System.Text.Json.Nodes;

namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>The contents of a model call of any format.</summary>
/// <param name="Model">The named model.</param>
/// <param name="Tools">The declared tools by name; the value is the declaration, including nested tools.</param>
/// <param name="Messages">The conversation.</param>
/// <param name="AnswerSchema">The JSON schema of the reply; null if any text is allowed.</param>
internal sealed record ModelRequest(
    string Model, IReadOnlyDictionary<string, string> Tools, IReadOnlyList<ModelMessage> Messages, JsonObject? AnswerSchema = null)
{
    /// <summary>
    /// The index of the prompt to reply to: the user's last message without a result of a tool, or with a task besides one. Any other text besides a result is
    /// the agent's own reminder.
    /// </summary>
    /// <param name="isTask">Returns true for a text with a task.</param>
    public int PromptAt(Func<string, bool> isTask) =>
        Messages.ToList().FindLastIndex(message => message.IsUser && message.Text.Length > 0 && (message.Results.Count == 0 || isTask(message.Text)));

    /// <summary>The results of the tools after a message, in order.</summary>
    public IReadOnlyList<string> ResultsAfter(int message) => [.. Messages.Skip(message + 1).SelectMany(later => later.Results)];
}
