using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>Collects the facts of a request from the paths that all dialects share.</summary>
internal sealed class RequestFactsSink : IJsonSink
{
    private const int Root = 0;
    private const int Model = 1;
    private const int MaxTokens = 2;
    private const int MaxCompletionTokens = 3;
    private const int MaxOutputTokens = 4;
    private const int Choices = 5;
    private const int BestOf = 6;
    private const int Stream = 7;
    private const int Background = 8;
    private const int Tools = 9;
    private const int GeminiOutput = 10;
    private const int GeminiCandidates = 11;
    private const int GeminiConfig = 12;
    private const int McpServers = 13;
    private const int LastGuarded = 13;
    private const int Prompt = 14;
    private const int Hidden = 15;
    private const int Previous = 16;
    private const int ContextEdit = 17;

    /// <summary>No model writes more in one call; above it a limit is a slip or a trick.</summary>
    private const long MostTokens = 1L << 30;

    /// <summary>OpenAI allows 128 choices.</summary>
    private const long MostChoices = 1024;

    /// <summary>OpenAI's completions take 2,048 prompts in one call.</summary>
    private const long MostPrompts = 65_536;

    /// <summary>The keys by tag. Up to <see cref="LastGuarded"/> each may be there once, in its plain spelling: its value decides about the cost.</summary>
    private static readonly string[] Keys =
    [
        "", "model", "max_tokens", "max_completion_tokens", "max_output_tokens", "n", "best_of", "stream", "background", "tools",
        "generationConfig.maxOutputTokens", "generationConfig.candidateCount", "generationConfig", "mcp_servers", "prompt[]",
    ];

    public static readonly JsonShape Shape = JsonShape.Of(Paths(), foldsCase: true, ToolGrammar.States);

    private readonly ToolFinder _tools = new();
    private int _seen;
    private RequestFault _fault;
    private string? _faultKey;
    private string? _model;
    private long? _maxTokens;
    private long? _maxCompletionTokens;
    private long? _maxOutputTokens;
    private long? _geminiOutput;
    private long _choices = 1;
    private bool _stream;
    private bool _background;
    private bool _hidden;
    private bool _follows;
    private bool _compacts;
    private long _prompts;

    /// <summary>Whether the document is an object.</summary>
    public bool IsObject { get; private set; }

    public RequestFacts Facts => new()
    {
        Fault = _fault != RequestFault.None ? _fault : _tools.Fault,
        FaultKey = _fault != RequestFault.None ? _faultKey : _tools.FaultKey,
        Model = _model,
        MaxTokens = _maxTokens * AllChoices,
        MaxCompletionTokens = _maxCompletionTokens * AllChoices,
        MaxOutputTokens = _maxOutputTokens * AllChoices,
        GeminiOutput = _geminiOutput * AllChoices,
        Choices = AllChoices,
        Stream = _stream,
        Background = _background,
        Tools = _tools.Tools,
        HiddenInput = _hidden,
        FollowsResponse = _follows,
        Compacts = _compacts,
    };

    // Each prompt of a list is answered by itself, with the limit for itself.
    private long AllChoices => _choices * Math.Max(1, _prompts);

    public void Name(int tag, JsonSpelling spelling)
    {
        if (tag >= ToolGrammar.FirstTag)
        {
            _tools.Name(tag, spelling);
            return;
        }

        bool guarded = tag <= LastGuarded;
        bool twice = guarded && (_seen & (1 << tag)) != 0;
        if (twice || spelling == JsonSpelling.Folded || (guarded && spelling == JsonSpelling.Escaped))
        {
            Fail(RequestFault.AmbiguousKey, tag);
        }

        _seen |= 1 << tag;
    }

    public void Enter(int tag, bool isArray)
    {
        switch (tag)
        {
            case Root:
                IsObject = !isArray;
                break;
            case Tools or McpServers when isArray:
            case GeminiConfig when !isArray:
                break;
            case Prompt:
                AddPrompt();
                break;
            case Hidden:
                _hidden = true;
                break;
            case >= ToolGrammar.FirstTag:
                _tools.Enter(tag, isArray);
                break;
            case >= Previous:
                break;
            default:
                Fail(RequestFault.BadValue, tag);
                break;
        }
    }

    public void Leave(int tag)
    {
        if (tag >= ToolGrammar.FirstTag)
        {
            _tools.Leave(tag);
        }
    }

    public void Number(int tag, ReadOnlySpan<byte> digits)
    {
        switch (tag)
        {
            case MaxTokens or MaxCompletionTokens or MaxOutputTokens or GeminiOutput when JsonNumbers.TryCount(digits, MostTokens, out long limit):
                _ = tag switch
                {
                    MaxTokens => _maxTokens = limit,
                    MaxCompletionTokens => _maxCompletionTokens = limit,
                    GeminiOutput => _geminiOutput = limit,
                    _ => _maxOutputTokens = limit,
                };
                break;
            case Choices or BestOf or GeminiCandidates when JsonNumbers.TryCount(digits, MostChoices, out long choices):
                _choices = Math.Max(_choices, choices);
                break;
            case Prompt:
                // One prompt, as its tokens.
                break;
            case >= ToolGrammar.FirstTag:
                _tools.Value(tag, isOn: true);
                break;
            default:
                Fail(RequestFault.BadValue, tag);
                break;
        }
    }

    public void Text(int tag, ReadOnlySpan<byte> text, bool whole)
    {
        switch (tag)
        {
            case Model when whole:
                _model = PlainText.From(text);
                break;
            case >= ToolGrammar.FirstTag:
                _tools.Text(tag, text, whole);
                break;
            case Hidden:
                _hidden = true;
                break;
            case Previous:
                _follows = true;
                break;
            case ContextEdit:
                _compacts |= !whole || text.IndexOf("compact"u8) >= 0;
                break;
            case Prompt:
                AddPrompt();
                break;
            default:
                Fail(RequestFault.BadValue, tag);
                break;
        }
    }

    public void TextLength(int tag, int bytes)
    {
    }

    public void Literal(int tag, JsonLiteral literal)
    {
        switch (tag)
        {
            case Stream when literal != JsonLiteral.Null:
                _stream = literal == JsonLiteral.True;
                break;
            case Background when literal != JsonLiteral.Null:
                _background = literal == JsonLiteral.True;
                break;
            case >= ToolGrammar.FirstTag:
                _tools.Value(tag, literal == JsonLiteral.True || (literal == JsonLiteral.False && tag == ToolGrammar.Type));
                break;
            default:
                if (literal != JsonLiteral.Null)
                {
                    Fail(RequestFault.BadValue, tag);
                }

                break;
        }
    }

    private static IEnumerable<JsonPath> Paths()
    {
        yield return new JsonPath("", Root);
        for (int tag = Model; tag <= Tools; tag++)
        {
            yield return new JsonPath(Keys[tag], tag, tag == Model ? JsonWant.Text : JsonWant.None);
        }

        // Google's JSON takes both spellings of a name; both together are the same name twice.
        foreach (string config in (string[])["generationConfig", "generation_config"])
        {
            yield return new JsonPath(config, GeminiConfig);
            yield return new JsonPath($"{config}.maxOutputTokens", GeminiOutput);
            yield return new JsonPath($"{config}.max_output_tokens", GeminiOutput);
            yield return new JsonPath($"{config}.candidateCount", GeminiCandidates);
            yield return new JsonPath($"{config}.candidate_count", GeminiCandidates);
        }

        yield return new JsonPath("mcp_servers", McpServers);
        yield return new JsonPath("prompt[]", Prompt);
        yield return new JsonPath("previous_response_id", Previous);
        yield return new JsonPath("context_management.edits[].type", ContextEdit, JsonWant.Text);
        yield return new JsonPath("context_management[].type", ContextEdit, JsonWant.Text);
        foreach (string path in RequestPlaces.Hidden)
        {
            yield return new JsonPath(path, Hidden);
        }
    }

    private void AddPrompt()
    {
        if (++_prompts > MostPrompts)
        {
            _prompts = MostPrompts;
            Fail(RequestFault.BadValue, Prompt);
        }
    }

    /// <summary>The first fault stays: it is the one that the refusal names. The document itself is judged by its reader.</summary>
    private void Fail(RequestFault fault, int tag)
    {
        if (_fault == RequestFault.None && tag is >= Model and < Hidden)
        {
            _fault = fault;
            _faultKey = Keys[tag];
        }
    }
}
