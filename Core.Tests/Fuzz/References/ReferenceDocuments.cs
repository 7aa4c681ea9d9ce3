using System.Globalization;
using System.Text.Json;
using BotBottle.Core.Scan;
using BotBottle.Core.Usage;

namespace BotBottle.Fuzz.References;

/// <summary>The usage in a sequence of Ollama's documents, from the framework's tree of each.</summary>
internal sealed class ReferenceDocuments
{
    private const long MaxFigure = 1L << 40;

    private TokenUsage _before;
    private long? _input;
    private long? _output;
    private bool _ended;
    private bool _isVector;
    private bool _hasText;
    private bool _isInvalid;

    private TokenUsage Usage => _before + new TokenUsage(_input ?? 0, 0, 0, _output ?? 0, 0);

    /// <summary>The figures, and true if they are exact. Null if the framework refuses a document, or a text in it.</summary>
    public static (TokenUsage Usage, bool IsExact)? Read(byte[] documents)
    {
        ReferenceDocuments state = new();
        try
        {
            Utf8JsonReader reader = new(documents, new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = JsonScanner.MaxDepth });
            while (reader.Read())
            {
                using var document = JsonDocument.ParseValue(ref reader);
                state.Take(document.RootElement);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }

        TokenUsage usage = state.Usage;
        bool hasInput = state._input is not null && (usage.TotalInput > 0 || !state._hasText);
        bool hasOutput = (state._output is not null || (state._isVector && state._input is not null)) && (usage.Output > 0 || !state._hasText);
        return state._isInvalid ? (default, false) : (usage, state._ended && hasInput && hasOutput);
    }

    private void Take(JsonElement document)
    {
        if (_ended)
        {
            _before = Usage;
            (_input, _output, _ended) = (null, null, false);
        }

        bool done = false;
        bool hasVector = false;
        (long? Input, long? Output) counts = default;
        foreach (JsonProperty property in document.ValueKind == JsonValueKind.Object ? document.EnumerateObject().ToArray() : [])
        {
            switch (property.Name)
            {
                case "done" when property.Value.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null:
                    done = property.Value.ValueKind == JsonValueKind.True;
                    break;
                case "embedding" or "embeddings":
                    hasVector |= property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array;
                    break;
                case "prompt_eval_count":
                    counts.Input = Count(property.Value) ?? counts.Input;
                    break;
                case "eval_count":
                    counts.Output = Count(property.Value) ?? counts.Output;
                    break;
                case "response" or "thinking":
                    Show(property.Value);
                    break;
                case "message" when property.Value.ValueKind == JsonValueKind.Object:
                    foreach (JsonProperty inner in property.Value.EnumerateObject().Where(inner => inner.Name is "content" or "thinking"))
                    {
                        Show(inner.Value);
                    }

                    break;
            }
        }

        if (done || hasVector)
        {
            (_input, _output) = counts;
            (_ended, _isVector) = (true, hasVector);
            _isInvalid |= Usage.Total > MaxFigure;
        }
    }

    private void Show(JsonElement value) => _hasText |= value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0;

    private long? Count(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        string digits = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : "";
        bool isCount = digits.Length is > 0 and <= 18 && digits.All(char.IsAsciiDigit);
        long count = isCount ? long.Parse(digits, CultureInfo.InvariantCulture) : -1;
        if (count is < 0 or > MaxFigure)
        {
            _isInvalid = true;
            return null;
        }

        return count;
    }
}
