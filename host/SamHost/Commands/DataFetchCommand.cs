using System.CommandLine;
using Microsoft.Extensions.Hosting;
using SamHost.Configuration;
using SamHost.Contracts.Data;
using SamHost.Display;
using SamHost.Downloads;
using SamHost.Plugins;
using SamHost.Plugins.Loading;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost data fetch</c>: downloads and checks the published files.</summary>
internal sealed class DataFetchCommand(
    ParseResult arguments, InstalledPlugins plugins, Settings settings, IHttpClientFactory clients, IHostEnvironment environment,
    IAnsiConsole console) : IVerb
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(60);

    private static readonly Argument<string[]> Named =
        new("NAME") { Description = "What to fetch, as 'samhost data' lists it.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<bool> Again = new("--again") { Description = "Fetches files that are there already." };
    private static readonly Option<string?> From = new("--from")
    {
        Description =
            "A folder on the web that has the files by their names, instead of their own addresses; they are checked all the same.",
        HelpName = "URL",
    };

    public static Command Define()
    {
        var command = new Command(
            "fetch", "Downloads and checks the published files of data sets; goes on where an earlier download ended. A proxy is taken "
                + "from http_proxy, https_proxy and no_proxy.");
        command.Arguments.Add(Named);
        command.Options.Add(SettingsSource.Set);
        command.Options.Add(From);
        command.Options.Add(Again);
        return command;
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        var catalog = plugins.LoadChecked(settings);
        var mirror = Mirror(arguments.GetValue(From));
        var sources = arguments.GetValue(Named)!.Select(name => Find(catalog, name)).ToList();

        using var client = clients.CreateClient();
        client.Timeout = Timeout.InfiniteTimeSpan;
        client.DefaultRequestHeaders.UserAgent.ParseAdd("samhost");
        var display = new DownloadDisplay(console, plain: console.IsPlain());
        var fetch = new DataFetch(new Download(client, Pause, Stall, text => console.WriteLine(text)), display.Open);
        try
        {
            return display.During(() => Fetch(sources, fetch, mirror, arguments.GetValue(Again), cancellation));
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
            if (!again && DataState.Find(source, environment.ContentRootPath) is { IsComplete: true } state
                && state.Files.All(file => file.Check != DataCheck.Changed))
            {
                console.WriteLine($"{source.Name} is in {state.Folder} already; --again fetches it nevertheless.");
                continue;
            }

            var folder = fetch.FetchAsync(source, mirror, again, environment.ContentRootPath, cancellation).GetAwaiter().GetResult();
            console.WriteLine(
                $"{source.Name} is in {folder}; every file is the published one. Whose they are, and on what terms: {source.Page}");
        }

        return ExitCode.Success;
    }

    private static DataSource Find(PluginCatalog catalog, string name)
    {
        var sources = catalog.DataSources;
        return sources.FirstOrDefault(source => source.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new UserErrorException(
                $"There is nothing to fetch under the name '{name}'; "
                    + $"{NearestName.Advice(name, [.. sources.Select(source => source.Name)], "names")}");
    }

    private static Uri? Mirror(string? text)
    {
        if (text is null) return null;
        return Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new UserErrorException($"--from {text}: give the address of a folder, beginning with http:// or https://.");
    }
}
