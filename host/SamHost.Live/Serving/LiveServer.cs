using System.Net.ServerSentEvents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SamHost.Configuration;
using SamHost.Live.Following;
using SamHost.Runs.Results;

namespace SamHost.Live.Serving;

/// <summary>The live page's server.</summary>
public sealed class LiveServer : IAsyncDisposable
{
    private readonly LoopbackServer _server;
    private readonly LiveFeed _feed;
    private readonly PictureShelf _pictures;

    private LiveServer(LoopbackServer server, LiveFeed feed, PictureShelf pictures) =>
        (_server, _feed, _pictures) = (server, feed, pictures);

    /// <summary>The link to the page, with the token that it asks for.</summary>
    public Uri Link => _server.Link;

    /// <summary>Starts it.</summary>
    /// <param name="runs">The runs that the page shows.</param>
    /// <param name="recordedData">Loads pictures.</param>
    /// <param name="port">The port; 0 for any that is free.</param>
    /// <exception cref="UserErrorException">The port is taken.</exception>
    public static async Task<LiveServer> StartAsync(ShownRuns runs, IRecordedData recordedData, int port)
    {
        var feed = new LiveFeed(runs);
        var pictures = new PictureShelf(recordedData);
        try
        {
            var server = await LoopbackServer.StartAsync(port, "/live.html", pages => Map(pages, feed, pictures)).ConfigureAwait(false);
            return new LiveServer(server, feed, pictures);
        }
        catch (Exception)
        {
            await feed.DisposeAsync().ConfigureAwait(false);
            pictures.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _feed.DisposeAsync().ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
        _pictures.Dispose();
    }

    private static void Map(IEndpointRouteBuilder pages, LiveFeed feed, PictureShelf pictures)
    {
        var examples = new ExampleAnswers(feed, pictures);
        pages.MapGet(
            "/events", (RequestDelegate)(context => TypedResults.ServerSentEvents(Items(feed, context)).ExecuteAsync(context)));
        pages.MapGet("/epoch", (RequestDelegate)examples.EpochAsync);
        pages.MapGet("/life", (RequestDelegate)examples.LifeAsync);
        pages.MapGet("/pictures", (RequestDelegate)examples.PicturesAsync);
    }

    private static async IAsyncEnumerable<SseItem<string>> Items(LiveFeed feed, HttpContext context)
    {
        await foreach (var item in feed.ListenAsync(context.RequestAborted).ConfigureAwait(false))
            yield return new SseItem<string>(item.Json, item.Type);
    }
}
