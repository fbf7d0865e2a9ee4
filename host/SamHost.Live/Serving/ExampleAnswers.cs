using System.Globalization;
using Microsoft.AspNetCore.Http;
using SamHost.Live.Following;
using SamHost.Runs.Results;

namespace SamHost.Live.Serving;

/// <summary>Answers questions about the recorded examples of a run, from its folder.</summary>
/// <param name="feed">Knows the runs.</param>
/// <param name="pictures">Has their pictures.</param>
internal sealed class ExampleAnswers(LiveFeed feed, PictureShelf pictures)
{
    // A recorded epoch is added within milliseconds; meanwhile the file has no end.
    private const int Attempts = 10;

    // What a page asks for at a time, twice.
    private const int MostPictures = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// <c>/epoch?run=N&amp;weight=total|logit[&amp;epoch=E]</c>: the cloud of weight against loss of a recorded epoch, the last one that
    /// recorded this weight if left out, and the examples weighed up and down most in it.
    /// </summary>
    public Task EpochAsync(HttpContext context) => AnswerAsync(context, run =>
    {
        var isTotal = context.Request.Query["weight"] != "logit";
        var wanted = Number(context, "epoch")
            ?? run.Weights.LastOrDefault(digest => !isTotal || digest.Total is not null)?.Epoch;
        var epoch = run.Examples.Epochs(number => number == wanted).FirstOrDefault();
        return epoch is null || (isTotal && epoch.Weight is null) ? null : EpochView.Of(epoch, isTotal ? epoch.Weight! : epoch.LogitWeight);
    });

    /// <summary><c>/life?run=N&amp;example=I</c>: one example over the recorded epochs.</summary>
    public Task LifeAsync(HttpContext context) => AnswerAsync(context, run =>
        Number(context, "example") is { } example ? ExampleLife.Of(run.Examples.Epochs(), example) : null);

    /// <summary><c>/pictures?run=N&amp;examples=I,J,...</c>: their pictures, and the names of the classes.</summary>
    public Task PicturesAsync(HttpContext context) => AnswerAsync(context, run =>
    {
        var indices = context.Request.Query["examples"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Take(MostPictures).Select(Number).OfType<int>().ToList();
        return pictures.Of(run, indices);
    });

    private async Task AnswerAsync<T>(HttpContext context, Func<WatchedRun, T?> answer)
        where T : class
    {
        if (Number(context, "run") is not { } number || feed.Find(number) is not { } run)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (answer(run) is { } value)
                {
                    context.Response.ContentType = "application/json";
                    await context.Response.WriteAsync(LiveEvent.JsonOf(value), context.RequestAborted).ConfigureAwait(false);
                }
                else
                {
                    context.Response.StatusCode = StatusCodes.Status404NotFound;
                }

                return;
            }
            catch (DamagedRunException) when (attempt < Attempts)
            {
                await Task.Delay(Pause, context.RequestAborted).ConfigureAwait(false);
            }
            catch (DamagedRunException e)
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                await context.Response.WriteAsync(e.Message, context.RequestAborted).ConfigureAwait(false);
                return;
            }
        }
    }

    private static int? Number(HttpContext context, string name) => Number(context.Request.Query[name].ToString());

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
