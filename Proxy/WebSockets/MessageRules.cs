using BotBottle.Proxy.Metering;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.WebSockets;

/// <summary>What the WebSockets of a run share to judge their messages.</summary>
/// <param name="Decision">Decides on each message as on a request.</param>
/// <param name="Review">For the guards of messages.</param>
/// <param name="Accounting">For the account of each call that a message begins.</param>
/// <param name="Journal">Records refused messages.</param>
/// <param name="Room">The memory for messages that wait to be judged.</param>
internal sealed record MessageRules(LiveDecision Decision, OutboundReview Review, CallAccounting Accounting, Journal Journal, GatherBudget Room);
