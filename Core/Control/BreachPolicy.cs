using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Control;

/// <summary>What happens to a run whose agent left something in a shared folder that makes the host's git act for it (<c>run --on-breach</c>).</summary>
[JsonConverter(typeof(WireName<BreachPolicy>))]
public enum BreachPolicy
{
    /// <summary>The run is ended, and its exit code is 137 whatever its command's was.</summary>
    Stop,

    /// <summary>It is told, and the run goes on.</summary>
    Warn,
}
