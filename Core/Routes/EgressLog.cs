using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Routes;

/// <summary>Which requests become events (key <c>log</c> of routes).</summary>
[JsonConverter(typeof(WireName<EgressLog>))]
public enum EgressLog
{
    /// <summary>None.</summary>
    Off,

    /// <summary>Refused ones.</summary>
    Blocks,

    /// <summary>All of them.</summary>
    All,
}
