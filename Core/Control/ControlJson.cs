using System.Text.Json.Serialization;
using BotBottle.Core.Budgets;
using BotBottle.Core.Policy;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Control;

/// <summary>
/// The JSON between our own programs: snake_case names, unknown members refused, nulls written, so that a reader sees every key of the contract.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = false)]
[JsonSerializable(typeof(AdmissionRequest))]
[JsonSerializable(typeof(AdmissionAnswer))]
[JsonSerializable(typeof(ApprovalRequest))]
[JsonSerializable(typeof(ApprovalAnswer))]
[JsonSerializable(typeof(ApprovalUse))]
[JsonSerializable(typeof(ApprovalUsed))]
[JsonSerializable(typeof(ApprovalView))]
[JsonSerializable(typeof(IReadOnlyList<ApprovalView>))]
[JsonSerializable(typeof(UsageReport))]
[JsonSerializable(typeof(IReadOnlyList<UsageReport>))]
[JsonSerializable(typeof(UsageAcknowledgement))]
[JsonSerializable(typeof(SpoolLine))]
[JsonSerializable(typeof(EgressEvent))]
[JsonSerializable(typeof(IReadOnlyList<EgressEvent>))]
[JsonSerializable(typeof(RunOrders))]
[JsonSerializable(typeof(RouteSet))]
[JsonSerializable(typeof(RouteEdit))]
[JsonSerializable(typeof(BudgetEdit))]
[JsonSerializable(typeof(ProxyConfiguration))]
[JsonSerializable(typeof(RunRegistration))]
[JsonSerializable(typeof(RunEgress))]
[JsonSerializable(typeof(ExplainRequest))]
[JsonSerializable(typeof(Explanation))]
[JsonSerializable(typeof(RunRegistered))]
[JsonSerializable(typeof(RoutesView))]
[JsonSerializable(typeof(IReadOnlyList<RefusedHost>))]
[JsonSerializable(typeof(RouteView))]
[JsonSerializable(typeof(RunFindings))]
[JsonSerializable(typeof(RunLaunched))]
[JsonSerializable(typeof(RunEnd))]
[JsonSerializable(typeof(RunResumption))]
[JsonSerializable(typeof(FreezeFailure))]
[JsonSerializable(typeof(FolderReport))]
[JsonSerializable(typeof(RunView))]
[JsonSerializable(typeof(IReadOnlyList<RunView>))]
[JsonSerializable(typeof(IReadOnlyList<RunActionResult>))]
[JsonSerializable(typeof(BudgetView))]
[JsonSerializable(typeof(IReadOnlyList<BudgetView>))]
[JsonSerializable(typeof(BudgetChange))]
[JsonSerializable(typeof(BudgetSpent))]
[JsonSerializable(typeof(IReadOnlyList<UsageRow>))]
[JsonSerializable(typeof(LoggedEvent))]
[JsonSerializable(typeof(IReadOnlyList<LoggedEvent>))]
[JsonSerializable(typeof(HostUpdate))]
[JsonSerializable(typeof(ApiError))]
[JsonSerializable(typeof(ControllerStatus))]
public sealed partial class ControlJson : JsonSerializerContext;
