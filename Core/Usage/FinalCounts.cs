using System.Text;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>A dialect for <see cref="FinalCountsReader"/>: its paths, and how it marks the document that ends a response.</summary>
internal sealed class FinalCounts
{
    public const int Model = 1;
    public const int AnswerId = 2;

    /// <summary>The type of an event; a document without one is a whole response.</summary>
    public const int Type = 3;

    public const int Status = 4;
    public const int Failure = 5;

    /// <summary>Generated text.</summary>
    public const int Visible = 6;

    /// <summary>A part that only a generated response has.</summary>
    public const int Content = 7;

    /// <summary>Vectors: the response has no output.</summary>
    public const int Vector = 8;

    /// <summary>True in the document that ends a response.</summary>
    public const int Flag = 9;

    /// <summary>The first count: the indexes of a <see cref="CountSet"/> follow.</summary>
    public const int Fields = 16;

    private const int Input = Fields + InclusiveField.Input;
    private const int Output = Fields + InclusiveField.Output;
    private const int Total = Fields + InclusiveField.Total;
    private const int Cached = Fields + InclusiveField.Cached;

    // Further counts, which Normalise puts where they belong.
    private const int Extra = 6;
    private const int MoreExtra = 7;

    private readonly byte[][] _ends;

    private FinalCounts(IEnumerable<JsonPath> paths, params string[] ends)
    {
        JsonPath[] all = [.. paths];
        Shape = JsonShape.Of(all);
        HasFlag = Array.Exists(all, path => path.Tag == Flag);
        _ends = [.. ends.Select(Encoding.ASCII.GetBytes)];
    }

    /// <summary>
    /// Ollama's own API. A stream is a sequence of documents, and the last is <c>done</c>. A server omits a count of 0, and older ones omit that of a cached
    /// prompt.
    /// </summary>
    public static FinalCounts Ollama { get; } = new(
    [
        new("model", Model, JsonWant.Text), new("done", Flag), new("error", Failure, JsonWant.Text), new("message", Content),
        .. Texts("message.content", "message.thinking", "response", "thinking"), new("embeddings", Vector), new("embedding", Vector),
        new("prompt_eval_count", Input), new("eval_count", Output),
    ]);

    /// <summary>
    /// llama.cpp's <c>/completion</c>. A stream ends each prompt of a list with a document of its own. A list of whole responses shows only its text.
    /// </summary>
    public static FinalCounts LlamaCpp { get; } = new(
    [
        new("model", Model, JsonWant.Text), new("stop", Flag), new("error.type", Failure, JsonWant.Text), .. Texts("content", "[].content"),
        new("tokens_evaluated", Input), new("tokens_predicted", Output), new("timings.cache_n", Cached),
    ]) { MayContinue = true };

    /// <summary>
    /// Cohere's second API and its first (cohere-ai 8.1.0). The tokens of the model count; of vectors only the billed ones are reported. The first API streams
    /// lines of JSON.
    /// </summary>
    public static FinalCounts Cohere { get; } = new(
        CoherePaths(), "message-end", "stream-end")
    {
        Normalise = counts => Fill(Fill(counts, InclusiveField.Input, Extra), InclusiveField.Output, MoreExtra),
    };

    /// <summary>OpenAI's pictures, transcriptions and speech (openai 6.49.0). A stream of several pictures ends each of them.</summary>
    public static FinalCounts OpenAiMedia { get; } = new(
    [
        new("type", Type, JsonWant.Text), new("model", Model, JsonWant.Text), new("error.type", Failure, JsonWant.Text), new("data", Content),
        new("usage", Content),
        .. Texts("text", "delta"), new("usage.input_tokens", Input), new("usage.output_tokens", Output), new("usage.total_tokens", Total),
        new("usage.input_tokens_details.cached_tokens", Cached),
    ],
    "image_generation.completed", "image_edit.completed", "transcript.text.done", "speech.audio.done") { MayContinue = true };

    /// <summary>
    /// Gemini's Interactions (@google/genai 1.52.0, and the later names of its events). Thoughts and prompt text from tools are counted in addition to the
    /// output and the input, as in generateContent.
    /// </summary>
    public static FinalCounts Interactions { get; } = new(
        InteractionPaths(), "interaction.complete", "interaction.completed")
    {
        Normalise = counts => Add(Add(counts, Extra, InclusiveField.Output), MoreExtra, InclusiveField.Input),
    };

    /// <summary>The paths.</summary>
    public JsonShape Shape { get; }

    /// <summary>True if a flag marks the end, not the type of an event.</summary>
    public bool HasFlag { get; }

    /// <summary>True if a stream may generate more behind the document that ends a response.</summary>
    public bool MayContinue { get; private init; }

    /// <summary>Puts counts under the indexes of <see cref="InclusiveField"/>.</summary>
    public Func<CountSet, CountSet> Normalise { get; private init; } = counts => counts;

    /// <summary>True if an event of that type ends the response.</summary>
    public bool IsEnd(ReadOnlySpan<byte> type)
    {
        foreach (byte[] end in _ends)
        {
            if (type.SequenceEqual(end))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<JsonPath> CoherePaths()
    {
        foreach (string type in (string[])["type", "event_type"])
        {
            yield return new JsonPath(type, Type, JsonWant.Text);
        }

        yield return new JsonPath("id", AnswerId, JsonWant.Text);
        yield return new JsonPath("delta.error", Failure, JsonWant.Text);
        foreach (string content in (string[])["finish_reason", "generation_id"])
        {
            yield return new JsonPath(content, Content, JsonWant.Text);
        }

        yield return new JsonPath("embeddings", Vector);
        yield return new JsonPath("results", Content);
        foreach (JsonPath text in Texts(
            "message.content[].text", "message.content[].thinking", "message.tool_plan", "message.tool_calls[].function.arguments", "text",
            "delta.message.content.text", "delta.message.content.thinking", "delta.message.tool_plan", "delta.message.tool_calls.function.arguments",
            "generations[].text", "summary"))
        {
            yield return text;
        }

        foreach (string usage in (string[])["usage", "meta", "delta.usage", "response.meta"])
        {
            yield return new JsonPath($"{usage}.tokens.input_tokens", Input);
            yield return new JsonPath($"{usage}.tokens.output_tokens", Output);
            yield return new JsonPath($"{usage}.cached_tokens", Cached);
            yield return new JsonPath($"{usage}.billed_units.input_tokens", Fields + Extra);
            yield return new JsonPath($"{usage}.billed_units.output_tokens", Fields + MoreExtra);
        }
    }

    private static IEnumerable<JsonPath> InteractionPaths()
    {
        yield return new JsonPath("event_type", Type, JsonWant.Text);
        yield return new JsonPath("error.code", Failure, JsonWant.Text);
        foreach (JsonPath text in Texts("delta.text", "delta.content.text", "delta.arguments"))
        {
            yield return text;
        }

        foreach (string root in (string[])["", "interaction."])
        {
            yield return new JsonPath(root + "id", AnswerId, JsonWant.Text);
            yield return new JsonPath(root + "model", Model, JsonWant.Text);
            yield return new JsonPath(root + "status", Status, JsonWant.Text);
            yield return new JsonPath(root + "outputs", Content);
            yield return new JsonPath(root + "steps", Content);
            foreach (JsonPath text in Texts(root + "outputs[].text", root + "steps[].content[].text"))
            {
                yield return text;
            }

            yield return new JsonPath(root + "usage.total_input_tokens", Input);
            yield return new JsonPath(root + "usage.total_output_tokens", Output);
            yield return new JsonPath(root + "usage.total_tokens", Total);
            yield return new JsonPath(root + "usage.total_cached_tokens", Cached);
            yield return new JsonPath(root + "usage.total_thought_tokens", Fields + Extra);
            yield return new JsonPath(root + "usage.total_tool_use_tokens", Fields + MoreExtra);
        }
    }

    private static IEnumerable<JsonPath> Texts(params string[] paths) => paths.Select(path => new JsonPath(path, Visible, JsonWant.Length));

    private static CountSet Fill(CountSet counts, int field, int from)
    {
        if (!counts.Has(field) && counts.Has(from))
        {
            counts.Set(field, counts[from]);
        }

        counts.Remove(from);
        return counts;
    }

    private static CountSet Add(CountSet counts, int from, int to)
    {
        if (counts.Has(from) && counts.Has(to))
        {
            counts.Set(to, counts[to] + counts[from]);
        }

        counts.Remove(from);
        return counts;
    }
}
