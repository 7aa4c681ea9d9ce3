using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Budgets;

/// <summary>
/// The owner of a budget or counter, in the form of the command line: <c>host</c>, <c>bottle:X</c>, <c>agent:X</c>, <c>repository:X</c>, <c>run:X</c>. The
/// controller stores a run's id in X; a command line may use the run's name.
/// </summary>
public readonly record struct Scope
{
    private const int MaxIdLength = 128;

    private Scope(ScopeKind kind, string? id)
    {
        Kind = kind;
        Id = id;
    }

    /// <summary>The whole host; also <c>default</c>.</summary>
    public static Scope Host => default;

    /// <summary>The level in the chain.</summary>
    public ScopeKind Kind { get; }

    /// <summary>The name or id of the bottle, agent or run; null for the host. For a repository's agent, its name with a mark of the repository.</summary>
    public string? Id { get; }

    /// <summary>A bottle's scope.</summary>
    public static Scope Bottle(string name) => new(ScopeKind.Bottle, name);

    /// <summary>An agent's scope.</summary>
    public static Scope Agent(string name) => new(ScopeKind.Agent, name);

    /// <summary>The scope of an agent that a repository defines.</summary>
    /// <param name="id">The agent's name with a mark of the repository, so that two repositories' agents of one name share nothing.</param>
    public static Scope Repository(string id) => new(ScopeKind.Repository, id);

    /// <summary>A run's scope.</summary>
    public static Scope Run(string id) => new(ScopeKind.Run, id);

    /// <summary>Reads the text form; false unless it is <c>host</c> or one of the other kinds with a name of 1 to 128 letters, digits, dots, dashes or
    /// underscores.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Scope scope)
    {
        scope = default;
        if (text is null || text == "host")
        {
            return text is not null;
        }

        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !WireNames.TryParse(text[..colon], out ScopeKind kind) || kind == ScopeKind.Host || !IsName(text.AsSpan(colon + 1)))
        {
            return false;
        }

        scope = new Scope(kind, text[(colon + 1)..]);
        return true;
    }

    /// <summary>True for a valid name of a bottle, an agent or a run.</summary>
    public static bool IsName(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length > MaxIdLength || !char.IsAsciiLetterOrDigit(text[0]))
        {
            return false;
        }

        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The text form.</summary>
    public override string ToString() => Id is null ? "host" : $"{WireNames.Of(Kind)}:{Id}";
}

/// <summary>Level of a scope, from the widest to the nearest.</summary>
[JsonConverter(typeof(WireName<ScopeKind>))]
public enum ScopeKind
{
    /// <summary>Every run of the host.</summary>
    Host,

    /// <summary>Every run in a bottle, or in one that extends it.</summary>
    Bottle,

    /// <summary>Every run of an agent.</summary>
    Agent,

    /// <summary>Every run of an agent that one repository defines. Its budget is an extra limit beside the governing one.</summary>
    Repository,

    /// <summary>One run.</summary>
    Run,
}
