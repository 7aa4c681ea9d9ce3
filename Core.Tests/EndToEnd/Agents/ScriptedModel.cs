using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>
/// A model that follows a script. It has no state: the conversation of each request shows its task (the prompt) and its progress (the results of tools since
/// then). A request without a task, such as for a title, gets a short text, or a value of its schema.
/// </summary>
/// <param name="agent">The agent whose tools it calls.</param>
/// <param name="folder">The work folder.</param>
/// <param name="tasks">The known tasks.</param>
internal sealed class ScriptedModel(Agent agent, string folder, IReadOnlyList<AgentTask> tasks)
{
    /// <summary>The cost of each call.</summary>
    public static readonly TokenUsage CallUsage = new(700, 200, 0, 100, 0);

    private readonly ConcurrentQueue<string> _results = new();
    private readonly ConcurrentQueue<string> _mistakes = new();
    private readonly ConcurrentQueue<string> _prompts = new();
    private readonly ConcurrentDictionary<string, bool> _seen = new();

    /// <summary>The results of the agent's tools, in the order of their arrival.</summary>
    public IReadOnlyCollection<string> Results => _results;

    /// <summary>The steps that the script could not do, so that a test can fail: a tool that the agent did not declare.</summary>
    public IReadOnlyCollection<string> Mistakes => _mistakes;

    /// <summary>The prompts of all calls, including those without a task.</summary>
    public IReadOnlyCollection<string> Prompts => _prompts;

    /// <summary>Awaited before each reply; the numbers are the task's steps. Null to reply at once.</summary>
    public Func<string, int, CancellationToken, Task>? BeforeStep { get; set; }

    /// <summary>True if a call had this task.</summary>
    public bool HasSeen(AgentTask task) => _seen.ContainsKey(task.Marker);

    /// <summary>Replies to a call.</summary>
    public async Task<ModelReply> AnswerAsync(ModelRequest request, CancellationToken cancellation)
    {
        int at = request.PromptAt(text => TaskOf(text) is not null);
        string prompt = at < 0 ? "" : request.Messages[at].Text;
        _prompts.Enqueue(prompt);
        if (request.AnswerSchema is { } schema)
        {
            return new ModelReply(Example(schema).ToJsonString(), null, CallUsage);
        }

        if (request.Tools.Count == 0 || TaskOf(prompt) is not { } task)
        {
            return new ModelReply("Noted.", null, CallUsage);
        }

        _seen[task.Marker] = true;
        ToolCall[] calls = [.. task.Steps.SelectMany(step => agent.Tools(step, folder))];
        IReadOnlyList<string> results = request.ResultsAfter(at);
        int done = results.Count;
        if (BeforeStep is { } before)
        {
            await before(task.Marker, done, cancellation);
        }

        if (done > 0)
        {
            _results.Enqueue(results[^1]);
        }

        if (done >= calls.Length)
        {
            return new ModelReply(task.LastWord, null, CallUsage);
        }

        if (!request.Tools.ContainsKey(calls[done].Name))
        {
            _mistakes.Enqueue($"step {done} wants {calls[done].Name}; the agent declared {string.Join(", ", request.Tools.Keys)}");
            return new ModelReply("I have no such tool.", null, CallUsage);
        }

        return new ModelReply("", calls[done], CallUsage);
    }

    private AgentTask? TaskOf(string prompt) => tasks.FirstOrDefault(task => prompt.Contains(task.Marker, StringComparison.Ordinal));

    /// <summary>Returns a value that a schema allows: a small number, a text, the first of an enumeration.</summary>
    private static JsonNode Example(JsonObject schema)
    {
        if (schema["enum"] is JsonArray { Count: > 0 } choices)
        {
            return choices[0]!.DeepClone();
        }

        return schema["type"]?.GetValue<string>().ToUpperInvariant() switch
        {
            "OBJECT" =>
                new JsonObject(((JsonObject)schema["properties"]!).Select(one => KeyValuePair.Create(one.Key, (JsonNode?)Example((JsonObject)one.Value!)))),
            "ARRAY" => new JsonArray(),
            "INTEGER" or "NUMBER" => 1,
            "BOOLEAN" => false,
            _ => "simple",
        };
    }
}
