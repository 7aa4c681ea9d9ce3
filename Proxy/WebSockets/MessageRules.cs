using BotBottle.Proxy.Metering;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.WebSockets;

/// <summary>The parts that the WebSockets of a run share to check their messages.</summary>
/// <param name="Decision">Decides on each message as it does on a request.</param>
/// <param name="Vault">Knows the login of a handshake.</param>
/// <param name="Review">The parts of the guards for messages.</param>
/// <param name="Accounting">The parts of the account for each call that a message begins.</param>
/// <param name="Journal">Records refused messages.</param>
/// <param name="Room">The memory limit for messages that wait for a decision.</param>
internal sealed record MessageRules(
    LiveDecision Decision, CredentialVault Vault, OutboundReview Review, CallAccounting Accounting, Journal Journal, GatherBudget Room);
