using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Budgets;

/// <summary>Whose budget or counter it is; from the widest to the nearest.</summary>
[JsonConverter(typeof(WireName<ScopeKind>))]
public enum ScopeKind
{
    /// <summary>Every run of the host.</summary>
    Host,

    /// <summary>Every run in a bottle, or in one that extends it.</summary>
    Bottle,

    /// <summary>Every run of an agent.</summary>
    Agent,

    /// <summary>Every run of an agent that one repository brings. Its budget is a limit beside the one that governs.</summary>
    Repository,

    /// <summary>One run.</summary>
    Run,
}
