using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>
/// A model that follows a script. It holds no state: the conversation of each request tells which task it is about (its prompt) and how far it is (the results
/// of tools since then). A request that is about no task, as for a title, gets a short text, or what its schema asks for.
/// </summary>
/// <param name="agent">The agent, whose tools it calls.</param>
/// <param name="folder">The work folder.</param>
/// <param name="tasks">The tasks that it knows.</param>
internal sealed class ScriptedModel(Agent agent, string folder, IReadOnlyList<AgentTask> tasks)
{
    /// <summary>What each call costs.</summary>
    public static readonly TokenUsage CallUsage = new(700, 200, 0, 100, 0);

    private readonly ConcurrentQueue<string> _results = new();
    private readonly ConcurrentQueue<string> _mistakes = new();
    private readonly ConcurrentQueue<string> _prompts = new();
    private readonly ConcurrentDictionary<string, bool> _seen = new();

    /// <summary>What the agent's tools answered, in the order in which it was told.</summary>
    public IReadOnlyCollection<string> Results => _results;

    /// <summary>What the script could not do, for a test to fail on: a tool that the agent did not declare.</summary>
    public IReadOnlyCollection<string> Mistakes => _mistakes;

    /// <summary>The prompts that calls were about, those of no task too.</summary>
    public IReadOnlyCollection<string> Prompts => _prompts;

    /// <summary>Asked before each reply, which waits for it; the numbers are the task's steps. Null: nothing is waited for.</summary>
    public Func<string, int, CancellationToken, Task>? BeforeStep { get; set; }

    /// <summary>Whether a call was about this task.</summary>
    public bool HasSeen(AgentTask task) => _seen.ContainsKey(task.Marker);

    /// <summary>Answers a call.</summary>
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

    /// <summary>A value that a schema allows: a small number, a text, the first of an enumeration.</summary>
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
