using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SamHost.Configuration;
using SamHost.Live.Following;
using SamHost.Live.Serving;

namespace SamHost.Live.Reviewing;

/// <summary>The review page's server.</summary>
public sealed class ReviewServer : IAsyncDisposable
{
    private readonly LoopbackServer _server;

    private ReviewServer(LoopbackServer server) => _server = server;

    /// <summary>The link to the page, with the token that it asks for.</summary>
    public Uri Link => _server.Link;

    /// <summary>Starts it.</summary>
    /// <param name="review">What is reviewed.</param>
    /// <param name="port">The port; 0 for any that is free.</param>
    /// <exception cref="UserErrorException">The port is taken.</exception>
    public static async Task<ReviewServer> StartAsync(Review review, int port) =>
        new(await LoopbackServer.StartAsync(port, "/review.html", pages => Map(pages, review), takesPosts: true).ConfigureAwait(false));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static void Map(IEndpointRouteBuilder pages, Review review)
    {
        pages.MapGet("/suspects", (RequestDelegate)(context => AnswerAsync(context, review.List())));
        pages.MapGet("/example", (RequestDelegate)(context => AnswerAsync(context, review.Show(Query(context, "id") ?? ""))));
        pages.MapPost("/decision", (RequestDelegate)(context => DecideAsync(context, review)));
    }

    private static async Task DecideAsync(HttpContext context, Review review)
    {
        try
        {
            var decided = review.Decide(Query(context, "id") ?? "", Query(context, "verb") ?? "", Query(context, "label"));
            await AnswerAsync(context, decided).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            await context.Response.WriteAsync($"The decision is not saved: {e.Message}", context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static async Task AnswerAsync<T>(HttpContext context, T? value)
        where T : class
    {
        if (value is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(LiveEvent.JsonOf(value), context.RequestAborted).ConfigureAwait(false);
    }

    private static string? Query(HttpContext context, string name) =>
        context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;
}
