using BotBottle.Core.Scan;
using static BotBottle.Core.Usage.RequestTags;

namespace BotBottle.Core.Usage;

/// <summary>Collects the facts of a request from the paths that all dialects share.</summary>
internal sealed class RequestFactsSink : IJsonSink
{
    /// <summary>The largest valid limit; no model writes more in one call.</summary>
    private const long MostTokens = 1L << 30;

    /// <summary>Maximum number of choices; OpenAI allows 128.</summary>
    private const long MostChoices = 1024;

    /// <summary>Maximum number of prompts; OpenAI's completions accept 2,048 in one call.</summary>
    private const long MostPrompts = 65_536;

    private readonly ToolFinder _tools = new();
    private long _seen;
    private RequestFault _fault;
    private string? _faultKey;
    private string? _model;
    private OutputLimits _limits;
    private bool _stream;
    private bool _background;
    private bool _hidden;
    private bool _follows;
    private bool _compacts;

    /// <summary>True if the document is an object.</summary>
    public bool IsObject { get; private set; }

    public RequestFacts Facts => new()
    {
        Fault = _fault != RequestFault.None ? _fault : _tools.Fault,
        FaultKey = _fault != RequestFault.None ? _faultKey : _tools.FaultKey,
        Model = _model,
        MaxTokens = _limits.Of(_limits.MaxTokens),
        MaxCompletionTokens = _limits.Of(_limits.MaxCompletionTokens),
        MaxOutputTokens = _limits.Of(_limits.MaxOutputTokens),
        GeminiOutput = _limits.Of(_limits.GeminiOutput),
        ConverseOutput = _limits.OfConverse,
        OllamaOutput = _limits.Of(_limits.OllamaOutput),
        LlamaOutput = _limits.Of(_limits.LlamaOutput),
        Choices = _limits.Answers,
        IsUnbounded = _limits.IsUnbounded,
        Predicts = _limits.Predicts,
        Stream = _stream,
        Background = _background,
        Tools = _tools.Tools,
        HiddenInput = _hidden,
        FollowsResponse = _follows,
        Compacts = _compacts,
    };

    public void Name(int tag, JsonSpelling spelling)
    {
        if (tag >= ToolGrammar.FirstTag)
        {
            _tools.Name(tag, spelling);
            return;
        }

        bool guarded = tag <= LastGuarded;
        bool twice = guarded && (_seen & (1L << tag)) != 0;
        if (twice || spelling == JsonSpelling.Folded || (guarded && spelling == JsonSpelling.Escaped))
        {
            Fail(RequestFault.AmbiguousKey, tag);
        }

        _seen |= 1L << tag;
    }

    public void Enter(int tag, bool isArray)
    {
        switch (tag)
        {
            case Root:
                IsObject = !isArray;
                break;
            case Tools or McpServers when isArray:
            case GeminiConfig or ConverseConfig or OllamaOptions when !isArray:
                break;
            case Prompt:
                AddPrompt();
                break;
            case Hidden:
                _hidden = true;
                break;
            case Fallback when !isArray:
                _limits.AddFallback();
                break;
            case Fallbacks when isArray:
                break;
            case MultiAgent when !isArray:
                _limits.AddAgents();
                break;
            case Prediction:
                _limits.Predicts = true;
                break;
            case Compaction:
                Compact();
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
            case MaxTokens or MaxCompletionTokens or MaxOutputTokens or GeminiOutput or ConverseOutput
                when JsonNumbers.TryCount(digits, MostTokens, out long limit):
                _ = tag switch
                {
                    MaxTokens => _limits.MaxTokens = limit,
                    MaxCompletionTokens => _limits.MaxCompletionTokens = limit,
                    GeminiOutput => _limits.GeminiOutput = limit,
                    ConverseOutput => _limits.ConverseOutput = limit,
                    _ => _limits.MaxOutputTokens = limit,
                };
                break;
            case OllamaOutput when IsUnlimited(digits) || JsonNumbers.TryCount(digits, MostTokens, out _):
                _limits.OllamaOutput = LimitOf(digits);
                break;
            case LlamaOutput when IsUnlimited(digits) || JsonNumbers.TryCount(digits, MostTokens, out _):
                _limits.LlamaOutput = LimitOf(digits);
                break;
            case FallbackLimit when JsonNumbers.TryCount(digits, MostTokens, out long limit):
                _limits.LimitFallback(limit);
                break;
            case ModelLimit when JsonNumbers.TryCount(digits, MostTokens, out long limit):
                _limits.RaiseConverse(limit);
                break;
            case ThinkingBudget when JsonNumbers.TryCount(digits, MostTokens, out long limit):
                _limits.AddThinking(limit);
                break;
            case Choices or BestOf or GeminiCandidates or ModelChoices when JsonNumbers.TryCount(digits, MostChoices, out long choices):
                _limits.AddChoices(choices);
                break;
            case Prompt:
                // One prompt, given as tokens.
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
            case Agent:
                _limits.AddAgents();
                break;
            case ContextEdit:
                if (!whole || text.IndexOf("compact"u8) >= 0)
                {
                    Compact();
                }

                break;
            case Fallbacks:
                _limits.AddDefaultFallbacks();
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
            case RequestTags.Stream when literal != JsonLiteral.Null:
                _stream = literal == JsonLiteral.True;
                break;
            case Background when literal != JsonLiteral.Null:
                _background = literal == JsonLiteral.True;
                break;
            case AgentsEnabled when literal != JsonLiteral.Null:
                _limits.EnableAgents(literal == JsonLiteral.True);
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

    // Both servers take 0 and -1 for no limit, and -2 for the rest of the context.
    private static bool IsUnlimited(ReadOnlySpan<byte> digits) => digits.SequenceEqual("0"u8) || digits.SequenceEqual("-1"u8) || digits.SequenceEqual("-2"u8);

    private static long? LimitOf(ReadOnlySpan<byte> digits) =>
        !IsUnlimited(digits) && JsonNumbers.TryCount(digits, MostTokens, out long limit) ? limit : null;

    private void AddPrompt()
    {
        if (_limits.Prompts == MostPrompts)
        {
            Fail(RequestFault.BadValue, Prompt);
            return;
        }

        _limits.AddPrompt();
    }

    private void Compact()
    {
        _compacts = true;
        _limits.Compact();
    }

    /// <summary>Records the first fault, which the refusal names. The reader judges the document itself.</summary>
    private void Fail(RequestFault fault, int tag)
    {
        if (_fault == RequestFault.None && tag is >= Model and < Hidden)
        {
            _fault = fault;
            _faultKey = Keys[tag];
        }
    }
}
