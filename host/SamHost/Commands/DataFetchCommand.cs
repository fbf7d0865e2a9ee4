using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using SamHost.Configuration;
using SamHost.Contracts.Data;
using SamHost.Display;
using SamHost.Downloads;
using SamHost.Plugins.Loading;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost data fetch</c>: downloads and checks the published files.</summary>
public sealed class DataFetchCommand(IHost host, IAnsiConsole console)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(60);

    private readonly SettingsOptions _settings = new();
    private readonly Argument<string[]> _names = new("NAME") { Description = "What to fetch, as 'samhost data' lists it.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<bool> _again = new("--again") { Description = "Fetches files that are there already." };
    private readonly Option<string?> _from = new("--from")
    {
        Description = "A folder on the web that has the files by their names, instead of their own addresses; they are checked all the same.",
        HelpName = "URL",
    };

    public Command Create()
    {
        var command = new Command("fetch", "Downloads and checks the published files of data sets; goes on where an earlier download ended. A proxy is taken from http_proxy, https_proxy and no_proxy.");
        command.Arguments.Add(_names);
        command.Options.Add(_settings.Set);
        command.Options.Add(_from);
        command.Options.Add(_again);
        command.SetAction(arguments => (int)Fetch(arguments));
        return command;
    }

    private ExitCode Fetch(ParseResult arguments)
    {
        var workspace = Workspace.Open(arguments, _settings, [], NullLogger.Instance);
        workspace.ThrowIfAnyProblem();
        var mirror = Mirror(arguments.GetValue(_from));
        var sources = arguments.GetValue(_names)!.Select(name => Find(workspace.Catalog, name)).ToList();

        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("samhost");
        var cancellation = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var display = new DownloadDisplay(console, plain: !console.Profile.Capabilities.Interactive || !console.Profile.Out.IsTerminal);
        var fetch = new DataFetch(new Download(client, Pause, Stall, text => console.WriteLine(text)), display.Open);
        try
        {
            return display.During(() => Fetch(sources, fetch, mirror, arguments.GetValue(_again), cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            console.WriteLine("Cancelled. What came is kept, and the next fetch goes on from there.");
            return ExitCode.Cancelled;
        }
    }

    private ExitCode Fetch(List<DataSource> sources, DataFetch fetch, Uri? mirror, bool again, CancellationToken cancellation)
    {
        foreach (var source in sources)
        {
            if (!again && DataState.Find(source, Environment.CurrentDirectory) is { IsComplete: true } state && state.Files.All(file => file.Check != DataCheck.Changed))
            {
                console.WriteLine($"{source.Name} is in {state.Folder} already; --again fetches it nevertheless.");
                continue;
            }

            var folder = fetch.FetchAsync(source, mirror, again, Environment.CurrentDirectory, cancellation).GetAwaiter().GetResult();
            console.WriteLine($"{source.Name} is in {folder}; every file is the published one. Whose they are, and on what terms: {source.Page}");
        }

        return ExitCode.Success;
    }

    private static DataSource Find(PluginCatalog catalog, string name)
    {
        var sources = catalog.DataSources;
        return sources.FirstOrDefault(source => source.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new UserErrorException($"There is nothing to fetch under the name '{name}'; {NearestName.Advice(name, [.. sources.Select(source => source.Name)], "names")}");
    }

    private static Uri? Mirror(string? text)
    {
        if (text is null) return null;
        return Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new UserErrorException($"--from {text}: give the address of a folder, beginning with http:// or https://.");
    }
}
