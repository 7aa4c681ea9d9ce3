// The micro-benchmarks, one class a subject, in folders that mirror Core and Proxy. Run all, or some, from the repository's root:
//   dotnet run -c Release --project bench -- --filter '*'
//   dotnet run -c Release --project bench -- --filter '*HeadParse*'
// What they allocate, beside what bench/allocations.json allows them; and that file written anew:
//   dotnet run -c Release --project bench -- allocations --check bench/allocations.json
//   dotnet run -c Release --project bench -- allocations --write bench/allocations.json
// The outbound and the injection scanner's throughput, in short, and the slowest of what was made to slow it down:
//   dotnet run -c Release --project bench -- dlp
// The controller with a million rows in its ledger:
//   dotnet run -c Release --project bench -- store
// The dashboard over a busy host, and a host with ten runs to try it on by hand:
//   dotnet run -c Release --project bench -- dashboard
//   dotnet run -c Release --project bench -- dashboard live
// What watchers of a busy host cost the controller, and how soon they see:
//   dotnet run -c Release --project bench -- watch
// The filter of what an agent writes to a terminal, and run between a program and its terminal:
//   dotnet run -c Release --project bench -- terminal
// The whole proxy under load:
//   dotnet run -c Release --project bench -- load
using System.Reflection;
using BenchmarkDotNet.Running;
using BotBottle.Bench.Allocations;
using BotBottle.Bench.Dashboard;
using BotBottle.Bench.Dlp;
using BotBottle.Bench.Load;
using BotBottle.Bench.Store;
using BotBottle.Bench.Terminals;
using BotBottle.Bench.Watch;

if (args is ["allocations", .. var options])
{
    return await AllocationsCommand.RunAsync(options);
}

if (args is ["load", .. var scenarios])
{
    return await LoadCommand.RunAsync(scenarios);
}

if (args is ["dlp", .. var words])
{
    return DlpCommand.Run(words.FirstOrDefault());
}

if (args is ["dashboard", "live", .. var folder])
{
    return await LiveHost.RunAsync(folder.FirstOrDefault());
}

if (args is ["dashboard"])
{
    return await DashboardCommand.RunAsync();
}

if (args is ["store"])
{
    return await StoreCommand.RunAsync();
}

if (args is ["terminal"])
{
    return TerminalCommand.Run();
}

if (args is ["watch"])
{
    return await WatchCommand.RunAsync();
}

var summaries = BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
return summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) ? 1 : 0;
