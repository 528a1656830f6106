//! Tables of `stack.toml` as structs, which a program can fill in too.

/// Declares a table. A new key must not break those who fill one in, so outside of this crate there is no literal of it; instead
/// each key has a method that sets it, and none can lack one.
macro_rules! table {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$key_meta:meta])* pub $key:ident: $type:ty,)*
        }
    ) => {
        $(#[$meta])*
        #[non_exhaustive]
        pub struct $name {
            $($(#[$key_meta])* pub $key: $type,)*
        }

        pastey::paste! {
            impl $name {
                $(
                    #[doc = "Sets [`" $key "`][field@Self::" $key "]."]
                    #[must_use]
                    pub fn [<with_ $key>](mut self, $key: impl Into<$type>) -> Self {
                        self.$key = $key.into();
                        self
                    }
                )*
            }
        }
    };
}

pub(crate) use table;
