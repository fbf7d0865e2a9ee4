using System.CommandLine;
using SamHost.Benchmarks;

var root = new RootCommand("Benchmarks of SamHost: ratios within one run, never absolute claims.");
root.Subcommands.Add(StepCostCommand.Create());
return root.Parse(args).Invoke();
