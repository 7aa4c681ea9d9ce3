using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>The relevant paths of an Anthropic response, and their tags for <see cref="AnthropicReader"/>.</summary>
internal static class AnthropicTag
{
    public const int Type = 1;
    public const int Id = 2;
    public const int Model = 3;
    public const int StopReason = 4;
    public const int ErrorType = 5;
    public const int Visible = 6;
    public const int BlockType = 7;
    public const int Message = 8;
    public const int MessageId = 9;

    /// <summary>The usage object of message_start.</summary>
    public const int StartUsage = 10;

    /// <summary>The usage object of message_delta, and of a JSON response.</summary>
    public const int Usage = 11;
    public const int Iterations = 12;
    public const int Iteration = 13;
    public const int IterationType = 14;
    public const int IterationModel = 15;

    /// <summary>The base of a field's tag in either usage object; an index of <see cref="AnthropicField"/> is added.</summary>
    public const int Field = 0x10;

    /// <summary>The base of an iteration field's tag.</summary>
    public const int IterationField = 0x20;

    public static readonly JsonShape Shape = JsonShape.Of(Paths());

    /// <summary>True if the tag expects a number.</summary>
    public static bool IsField(int tag) => tag >= Field;

    private static IEnumerable<JsonPath> Paths()
    {
        yield return new JsonPath("type", Type, JsonWant.Text);
        yield return new JsonPath("id", Id, JsonWant.Text);
        yield return new JsonPath("model", Model, JsonWant.Text);
        yield return new JsonPath("message", Message);
        yield return new JsonPath("message.id", MessageId, JsonWant.Text);
        yield return new JsonPath("message.model", Model, JsonWant.Text);

        // A block of the type "fallback" names the model that continues after a blocked attempt.
        yield return new JsonPath("content_block.to.model", Model, JsonWant.Text);
        yield return new JsonPath("content[].to.model", Model, JsonWant.Text);
        yield return new JsonPath("delta.stop_reason", StopReason);
        yield return new JsonPath("error.type", ErrorType, JsonWant.Text);
        yield return new JsonPath("content_block.type", BlockType, JsonWant.Text);
        yield return new JsonPath("content[].type", BlockType, JsonWant.Text);
        foreach (string text
            in (string[])["delta.text", "delta.thinking", "delta.partial_json", "delta.content", "content_block.text", "content[].text", "content[].thinking"])
        {
            yield return new JsonPath(text, Visible, JsonWant.Length);
        }

        foreach (var (path, tag) in ((string, int)[])[("message.usage", StartUsage), ("usage", Usage)])
        {
            yield return new JsonPath(path, tag);
            yield return new JsonPath(path + ".iterations", Iterations);
            yield return new JsonPath(path + ".iterations[]", Iteration);
            yield return new JsonPath(path + ".iterations[].type", IterationType, JsonWant.Text);
            yield return new JsonPath(path + ".iterations[].model", IterationModel, JsonWant.Text);
            for (int field = 0; field < AnthropicField.Paths.Length; field++)
            {
                yield return new JsonPath($"{path}.{AnthropicField.Paths[field]}", Field + field);
                yield return new JsonPath($"{path}.iterations[].{AnthropicField.Paths[field]}", IterationField + field);
            }
        }
    }
}
