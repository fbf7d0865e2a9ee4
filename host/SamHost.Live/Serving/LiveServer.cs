using System.Net;
using System.Net.ServerSentEvents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SamHost.Configuration;
using SamHost.Live.Following;
using SamHost.Runs.Results;

namespace SamHost.Live.Serving;

/// <summary>The live page's server: Kestrel on the loopback address, and nowhere else.</summary>
public sealed class LiveServer : IAsyncDisposable
{
    // Pages that are open are told that nothing follows; whoever does not read that is cut off.
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(1);

    private readonly WebApplication _application;
    private readonly LiveFeed _feed;
    private readonly PictureShelf _pictures;

    private LiveServer(WebApplication application, LiveFeed feed, PictureShelf pictures, Uri link) =>
        (_application, _feed, _pictures, Link) = (application, feed, pictures, link);

    /// <summary>The link to the page, with the token that it asks for.</summary>
    public Uri Link { get; }

    /// <summary>Starts it.</summary>
    /// <param name="runs">The runs that the page shows.</param>
    /// <param name="recordedData">Loads pictures.</param>
    /// <param name="port">The port; 0 for any that is free.</param>
    /// <exception cref="UserErrorException">The port is taken.</exception>
    public static async Task<LiveServer> StartAsync(ShownRuns runs, IRecordedData recordedData, int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "samhost" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services
            .AddRoutingCore()
            // Whoever started the server ends it; Ctrl-C is theirs.
            .AddSingleton<IHostLifetime, NoLifetime>()
            .Configure<HostOptions>(options => options.ShutdownTimeout = LongestGoodbye);
        var application = builder.Build();
        var rules = new AccessRules();
        var feed = new LiveFeed(runs);
        var pictures = new PictureShelf(recordedData);
        application.Use(async (context, next) =>
        {
            if (await rules.AdmitAsync(context).ConfigureAwait(false)) await next(context).ConfigureAwait(false);
        });
        Map(application, feed, pictures);
        try
        {
            await application.StartAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            await feed.DisposeAsync().ConfigureAwait(false);
            await application.DisposeAsync().ConfigureAwait(false);
            throw new UserErrorException($"Port {port} of 127.0.0.1 is taken; give another by --port, or none for any that is free.");
        }

        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new LiveServer(application, feed, pictures, rules.LinkTo(new Uri(address).Port));
    }

    public async ValueTask DisposeAsync()
    {
        await _feed.DisposeAsync().ConfigureAwait(false);
        await _application.StopAsync().ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        _pictures.Dispose();
    }

    private static void Map(WebApplication application, LiveFeed feed, PictureShelf pictures)
    {
        var examples = new ExampleAnswers(feed, pictures);
        application.MapGet("/", (RequestDelegate)(context => PageFiles.SendAsync(context, "/live.html")));
        foreach (var address in PageFiles.Addresses)
            application.MapGet(address, (RequestDelegate)(context => PageFiles.SendAsync(context, address)));
        application.MapGet(
            "/events", (RequestDelegate)(context => TypedResults.ServerSentEvents(Items(feed, context)).ExecuteAsync(context)));
        application.MapGet("/epoch", (RequestDelegate)examples.EpochAsync);
        application.MapGet("/life", (RequestDelegate)examples.LifeAsync);
        application.MapGet("/pictures", (RequestDelegate)examples.PicturesAsync);
    }

    private static async IAsyncEnumerable<SseItem<string>> Items(LiveFeed feed, HttpContext context)
    {
        await foreach (var item in feed.ListenAsync(context.RequestAborted).ConfigureAwait(false))
            yield return new SseItem<string>(item.Json, item.Type);
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
