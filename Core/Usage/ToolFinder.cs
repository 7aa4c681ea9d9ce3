using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>
/// Collects the tools that a request defines, by <see cref="ToolGrammar"/>. Duplicates count twice, so that the one that a provider reads was checked. A tool
/// without a type is identified by its keys, and one without a known key is <see cref="Untyped"/>.
/// </summary>
internal sealed class ToolFinder
{
    /// <summary>The name of a tool without a type and without a known key.</summary>
    public const string Untyped = "untyped";

    /// <summary>The tool name for a stored prompt, which brings tools of its own.</summary>
    public const string StoredPrompt = "stored_prompt";

    private const string Mcp = "mcp";
    private const string WebSearch = "web_search";
    private const string Shell = "shell";

    /// <summary>Maximum number of distinct tools, more than the providers have kinds of tools.</summary>
    private const int MostTools = 64;

    private const int MostLevels = ToolLevels.Most;

    private const string TypeKey = "tools[].type";

    private List<string>? _tools;
    private List<string>? _ofInput;
    private ToolLevels _entries;
    private ToolLevels _blocks;
    private int _depth;
    private int _blockDepth;
    private int _inputOf;
    private bool _inInput;
    private string? _inputFaultKey;
    private RequestFault _inputFault;

    /// <summary>The reason for unknown tools.</summary>
    public RequestFault Fault { get; private set; }

    /// <summary>The key of the fault.</summary>
    public string? FaultKey { get; private set; }

    /// <summary>The distinct types, as written, or their substitutes.</summary>
    public IReadOnlyList<string> Tools => _tools is null ? [] : _tools.ToArray();

    public void Name(int tag, JsonSpelling spelling)
    {
        if (spelling == JsonSpelling.Folded && tag is not (ToolGrammar.Block or ToolGrammar.BlockInput or ToolGrammar.BlockType))
        {
            Fail(RequestFault.AmbiguousKey, tag == ToolGrammar.Type ? TypeKey : "tools");
        }

        switch (tag)
        {
            case >= ToolGrammar.Named:
                Add(RequestPlaces.Tools[tag - ToolGrammar.Named].Tool);
                Set(ToolMark.Known);
                break;
            case ToolGrammar.Known or ToolGrammar.Address:
                Set(ToolMark.Known);
                break;
            case ToolGrammar.InputSchema:
                Set(ToolMark.Told);
                break;
            case ToolGrammar.Environment when Has(ToolMark.Placed):
                Fail(RequestFault.AmbiguousKey, "tools[].environment");
                break;
            case ToolGrammar.Environment:
                Set(ToolMark.Placed);
                break;
        }
    }

    public void Enter(int tag, bool isArray)
    {
        switch (tag)
        {
            case ToolGrammar.Entry or ToolGrammar.NamedEntry or ToolGrammar.Server:
                Set(ToolMark.Known);
                Push(ref _depth, ref _entries, isArray ? ToolMark.List : ToolMark.None);
                if (tag == ToolGrammar.Server && !isArray)
                {
                    Add(Mcp);
                    Set(ToolMark.Told);
                }

                break;
            case ToolGrammar.Inner:
                Set(ToolMark.Unlisted);
                break;
            case ToolGrammar.Type:
                Fail(RequestFault.BadValue, TypeKey);
                break;
            case ToolGrammar.Prompt when isArray:
                break;
            case ToolGrammar.Block:
                Push(ref _blockDepth, ref _blocks, ToolMark.None);
                break;
            case ToolGrammar.BlockInput when !_inInput && _inputOf == 0:
                _inInput = true;
                _inputOf = _blockDepth;
                break;
            default:
                AddFound(tag);
                break;
        }
    }

    public void Leave(int tag)
    {
        switch (tag)
        {
            case ToolGrammar.Entry or ToolGrammar.NamedEntry or ToolGrammar.Server:
                EndEntry();
                _depth--;
                break;
            case ToolGrammar.BlockInput when _inputOf == _blockDepth:
                _inInput = false;
                break;
            case ToolGrammar.Block:
                if (_inputOf == _blockDepth)
                {
                    EndInput();
                }

                _blockDepth--;
                break;
        }
    }

    public void Text(int tag, ReadOnlySpan<byte> text, bool whole)
    {
        switch (tag)
        {
            case ToolGrammar.Type or ToolGrammar.NamedEntry when !whole:
                Fail(RequestFault.BadValue, TypeKey);
                break;
            case ToolGrammar.Type when text.SequenceEqual("shell"u8):
                Set(ToolMark.Typed | ToolMark.Shell);
                break;
            case ToolGrammar.Type:
                Set(ToolMark.Typed);
                Add(PlainText.From(text));
                break;
            case ToolGrammar.NamedEntry:
                Add(PlainText.From(text));
                break;
            case ToolGrammar.Server when Has(ToolMark.List):
                Add(Mcp);
                break;
            case ToolGrammar.EnvironmentType when text.SequenceEqual("local"u8):
                Set(ToolMark.Local);
                break;
            case ToolGrammar.BlockType when _blockDepth is > 0 and <= MostLevels:
                _blocks[_blockDepth - 1] |= text.EndsWith("tool_use"u8) ? ToolMark.ToolUse : ToolMark.OtherType;
                break;
            case ToolGrammar.Prompt:
                break;
            default:
                AddFound(tag);
                break;
        }
    }

    /// <summary>Takes a number or a literal.</summary>
    /// <param name="tag">The tag of its path.</param>
    /// <param name="isOn">True for a value other than <c>null</c> and <c>false</c>.</param>
    public void Value(int tag, bool isOn)
    {
        if (isOn && tag == ToolGrammar.Type)
        {
            Fail(RequestFault.BadValue, TypeKey);
        }
        else if (isOn && tag == ToolGrammar.Search)
        {
            Add(WebSearch);
        }
    }

    private void AddFound(int tag)
    {
        string? tool = tag switch
        {
            ToolGrammar.Address => Mcp,
            ToolGrammar.Search => WebSearch,
            ToolGrammar.Skill => "skills",
            ToolGrammar.Prompt => StoredPrompt,
            ToolGrammar.EnvironmentType => Shell,
            _ => null,
        };
        if (tool is not null)
        {
            Add(tool);
        }
    }

    private void Add(string type)
    {
        List<string> tools = _inInput ? _ofInput ??= [] : _tools ??= [];
        if (tools.Contains(type))
        {
            return;
        }

        if (tools.Count == MostTools)
        {
            Fail(RequestFault.BadValue, "tools");
            return;
        }

        tools.Add(type);
    }

    private void EndEntry()
    {
        if (_depth > MostLevels || Has(ToolMark.List))
        {
            return;
        }

        if (Has(ToolMark.Shell) && !Has(ToolMark.Local))
        {
            Add(Shell);
        }

        // Anthropic's tools without a type are the client's and have a schema; in Gemini's the key is the tool.
        if (!Has(ToolMark.Typed) && !Has(ToolMark.Told) && (Has(ToolMark.Unlisted) || !Has(ToolMark.Known)))
        {
            Add(Untyped);
        }
    }

    /// <summary>Handles the end of the block with the input, when its type is known.</summary>
    private void EndInput()
    {
        bool isCall = _blockDepth <= MostLevels && _blocks[_blockDepth - 1] == ToolMark.ToolUse;
        (_inInput, _inputOf) = (false, 0);
        if (!isCall)
        {
            foreach (string tool in _ofInput ?? [])
            {
                Add(tool);
            }

            Fail(_inputFault, _inputFaultKey);
        }

        _ofInput?.Clear();
        (_inputFault, _inputFaultKey) = (RequestFault.None, null);
    }

    private void Fail(RequestFault fault, string? key)
    {
        if (_inInput)
        {
            (_inputFault, _inputFaultKey) = _inputFault == RequestFault.None ? (fault, key) : (_inputFault, _inputFaultKey);
        }
        else if (Fault == RequestFault.None)
        {
            (Fault, FaultKey) = (fault, key);
        }
    }

    private void Push(ref int depth, ref ToolLevels levels, ToolMark mark)
    {
        if (depth < MostLevels)
        {
            levels[depth] = mark;
        }
        else
        {
            Fail(RequestFault.BadValue, "tools");
        }

        depth++;
    }

    private bool Has(ToolMark mark) => _depth is > 0 and <= MostLevels && (_entries[_depth - 1] & mark) != 0;

    private void Set(ToolMark mark)
    {
        if (_depth is > 0 and <= MostLevels)
        {
            _entries[_depth - 1] |= mark;
        }
    }
}
