using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Settings;

/// <summary>What a match of a detector does.</summary>
[JsonConverter(typeof(WireName<DlpSeverity>))]
public enum DlpSeverity
{
    /// <summary>The request does not leave as it is.</summary>
    Block,
    /// <summary>The request leaves, and an event says so.</summary>
    Warn,
}
