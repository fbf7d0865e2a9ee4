using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Compositions;

/// <summary>The compositions, by type of module.</summary>
internal static class KnownCompositions
{
    /// <summary>The composition of a module; null where there is none.</summary>
    public static Composition? For(nn.Module module, string description)
    {
        Composition? composition = module switch
        {
            MultiheadAttention attention => new AttentionComposition(attention, description),
            TransformerEncoderLayer layer => new TransformerComposition(layer, description),
            TransformerEncoder encoder => new TransformerComposition(encoder, description),
            TransformerDecoderLayer layer => new TransformerComposition(layer, description),
            TransformerDecoder decoder => new TransformerComposition(decoder, description),
            GRU recurrent => new RecurrentComposition(recurrent, description),
            LSTM recurrent => new RecurrentComposition(recurrent, description),
            RNN recurrent => new RecurrentComposition(recurrent, description),
            GRUCell cell => new CellComposition(cell, description),
            LSTMCell cell => new CellComposition(cell, description),
            RNNCell cell => new CellComposition(cell, description),
            EmbeddingBag bag => new EmbeddingBagComposition(bag, description),
            Bilinear bilinear => new BilinearComposition(bilinear, description),
            _ => null,
        };
        return composition is { IsKnown: true } ? composition : null;
    }
}
