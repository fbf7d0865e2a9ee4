using System.Text.Json;
using System.Text.Json.Nodes;
using SamHost.Plugins.DatasetTable.Reading;
using static TorchSharp.torch;

namespace SamHost.Plugins.DatasetTable.Features;

/// <summary>How rows of a table become inputs, as the training rows did: kept with a run, so that a model can predict other rows.</summary>
/// <param name="Columns">The feature columns.</param>
internal sealed record InputForm(IReadOnlyList<InputColumn> Columns)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Reads what <see cref="ToJson"/> has written.</summary>
    internal static InputForm Of(JsonObject json) => json.Deserialize<InputForm>(Json)!;

    internal JsonObject ToJson() => JsonSerializer.SerializeToNode(this, Json)!.AsObject();

    /// <summary>The inputs of rows: numbers first, then where cells are missing, then a feature for each category.</summary>
    /// <param name="raw">A float64 value for each column, NaN where it is missing, of a text its code: [n, columns]. Borrowed.</param>
    /// <param name="texts">What the codes mean; null of a column of numbers.</param>
    /// <returns>float32 [n, features]; the caller owns it, or its dispose scope does.</returns>
    internal Tensor Apply(Tensor raw, IReadOnlyList<TextCodes?> texts)
    {
        using var scope = NewDisposeScope();
        var columns = Columns.Index().ToList();
        List<Tensor> parts = [];
        var numbers = columns.Where(column => column.Item.Categories is null).ToList();
        if (numbers.Count > 0)
        {
            var values = raw.index_select(1, tensor(numbers.Select(column => (long)column.Index).ToArray()));
            foreach (var (place, number) in numbers.Index())
            {
                if (number.Item.Median is { } median) values.select(1, place).nan_to_num_(median);
            }

            parts.Add(values
                .sub_(tensor(numbers.Select(column => column.Item.Mean).ToArray()))
                .mul_(tensor(numbers.Select(column => column.Item.Scale).ToArray())));
        }

        long[] flagged = [.. columns.Where(column => column.Item.HasFlag).Select(column => (long)column.Index)];
        if (flagged.Length > 0) parts.Add(raw.index_select(1, tensor(flagged)).isnan().to(ScalarType.Float64));
        foreach (var (place, column) in columns.Where(column => column.Item.Categories is not null))
        {
            var codes = raw.select(1, place);
            // A text that the training table does not have is none of the categories: 0 throughout, as a missing one.
            Tensor[] features =
                [.. column.Categories!.Select(text => (codes == texts[place]!.Texts.IndexOf(text)).to(ScalarType.Float64))];
            parts.Add(stack(features, 1));
        }

        return cat([.. parts], 1).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }
}
